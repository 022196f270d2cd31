import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../src/contract/events';
import { createEventThrottle } from './throttle-events';

function log(ui_id: string, ...lines: string[]): AppEvent {
  return { name: 'cmd-log', payload: { ui_id, lines } };
}

function progress(ui_id: string, fraction: number): AppEvent {
  return {
    name: 'cmd-task-progress',
    payload: { ui_id, phase: 'x', message: '', bytesDone: null, bytesTotal: null, fraction },
  };
}

const packsChanged: AppEvent = { name: 'cmd-packs-changed', payload: {} };

describe('createEventThrottle', () => {
  it('joins lines and keeps the newest progress of each task', async () => {
    const sent: AppEvent[] = [];
    const throttle = createEventThrottle((event) => sent.push(event), 20);
    for (let index = 0; index < 500; index += 1) {
      throttle.push(log('a', `line ${index}`));
      throttle.push(progress('a', index / 500));
    }
    throttle.push(log('b', 'other'));
    expect(sent).toEqual([]);
    await sleep(60);
    expect(sent).toHaveLength(3);
    expect(sent[0]?.name === 'cmd-log' && sent[0].payload.lines).toHaveLength(500);
    expect(sent[1]).toEqual(log('b', 'other'));
    expect(sent[2]).toEqual(progress('a', 499 / 500));
  });

  it('sends other events at once, behind what was held', () => {
    const sent: AppEvent[] = [];
    const throttle = createEventThrottle((event) => sent.push(event), 10_000);
    throttle.push(log('a', 'one'));
    throttle.push(packsChanged);
    expect(sent).toEqual([log('a', 'one'), packsChanged]);
    throttle.push(log('a', 'two'));
    throttle.close();
    expect(sent.at(-1)).toEqual(log('a', 'two'));
  });
});
