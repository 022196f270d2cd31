import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log';
import { createLifecycle } from './lifecycle';

function start(options: { mayQuit?: () => Promise<boolean>; deadlineMs?: number } = {}) {
  const steps: string[] = [];
  const lifecycle = createLifecycle({
    log: silentLogger,
    exit: (code) => steps.push(`exit ${code}`),
    ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
  });
  if (options.mayQuit) lifecycle.addVeto(options.mayQuit);
  return { lifecycle, steps };
}

describe('createLifecycle', () => {
  it('closes the newest first, one after another, then exits', async () => {
    const { lifecycle, steps } = start();
    lifecycle.addCloser('log', () => void steps.push('log'));
    lifecycle.addCloser('core', async () => {
      await sleep(20);
      steps.push('core');
    });
    lifecycle.addCloser('server', () => Promise.resolve().then(() => void steps.push('server')));
    await lifecycle.requestQuit({ ask: true });
    expect(steps).toEqual(['server', 'core', 'log', 'exit 0']);
    expect(lifecycle.phase()).toBe('closed');
  });

  it('stays when the person says so, and asks again the next time', async () => {
    const answers = [false, true];
    const { lifecycle, steps } = start({ mayQuit: () => Promise.resolve(answers.shift() ?? false) });
    lifecycle.addCloser('core', () => void steps.push('core'));
    await lifecycle.requestQuit({ ask: true });
    expect(steps).toEqual([]);
    expect(lifecycle.phase()).toBe('running');
    await lifecycle.requestQuit({ ask: true });
    expect(steps).toEqual(['core', 'exit 0']);
  });

  it('does not wait for an open question when a signal comes', async () => {
    let answer: (mayQuit: boolean) => void = () => undefined;
    const { lifecycle, steps } = start({ mayQuit: () => new Promise((resolve) => (answer = resolve)) });
    const quitting = lifecycle.requestQuit({ ask: true });
    expect(lifecycle.phase()).toBe('asking');
    await lifecycle.requestQuit({ ask: false });
    expect(steps).toEqual(['exit 0']);
    answer(true);
    await quitting;
    expect(steps).toEqual(['exit 0']);
  });

  it('asks one question at a time', async () => {
    let questions = 0;
    let answer: (mayQuit: boolean) => void = () => undefined;
    const { lifecycle } = start({
      mayQuit: () => {
        questions += 1;
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const first = lifecycle.requestQuit({ ask: true });
    await lifecycle.requestQuit({ ask: true });
    expect(questions).toBe(1);
    expect(lifecycle.phase()).toBe('asking');
    answer(false);
    await first;
    expect(lifecycle.phase()).toBe('running');
  });

  it('leaves a closer behind that hangs, and survives one that throws', async () => {
    const { lifecycle, steps } = start({ deadlineMs: 60 });
    lifecycle.addCloser('log', () => void steps.push('log'));
    lifecycle.addCloser('broken', () => {
      throw new Error('broken');
    });
    lifecycle.addCloser('stuck', () => new Promise<void>(() => undefined));
    const startMs = Date.now();
    await lifecycle.requestQuit({ ask: false });
    expect(Date.now() - startMs).toBeLessThan(1000);
    expect(steps).toEqual(['log', 'exit 0']);
  });

  it('quits once', async () => {
    const { lifecycle, steps } = start();
    await Promise.all([lifecycle.requestQuit({ ask: false }), lifecycle.requestQuit({ ask: false })]);
    expect(steps).toEqual(['exit 0']);
  });
});
