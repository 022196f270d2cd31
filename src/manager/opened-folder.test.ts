import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asSelf } from '../contract/operations';
import type { Manager } from './manager';
import { openChosenEnvironment } from './python/making/chosen-environment';
import { openedFolder, person } from './testing/opened-folder';

const { at, ours, open, close, isEnabled } = openedFolder();
const queueFile = () => ours('queue.jsonl');

const disable = (name: string) => ({
  ...{ ui_id: `disable ${name}`, client_id: 'test', kind: 'disable' as const },
  params: { node_name: name, is_unknown: true },
});
const held = { ui_id: 'disable one', kind: 'disable', target: 'one', why: 'unverified' };
const view = (manager: Manager) => manager.operations['queue.view']({}, asSelf);
const whenIdle = (manager: Manager) =>
  expect.poll(async () => (await view(manager)).isProcessing, { timeout: 20_000 }).toBe(false);

const bySomebodyElse = [
  { change: 'processing', value: true },
  { change: 'added', task: disable('one'), caller: 'person', orderedAt: '2026-01-01T00:00:00.000Z' },
];
const lines = (steps: readonly object[]) => steps.map((step) => `${JSON.stringify(step)}\n`).join('');

/** Leaves a queue that this account has filled, as a kill leaves it: paused, so that nothing of it ran yet. */
async function leaveOwnQueue(): Promise<void> {
  const manager = await open();
  await manager.operations['queue.pause']({}, person);
  await manager.operations['queue.order']({ tasks: [disable('one')], rows: [] }, person);
  await close();
  expect((await readFile(queueFile(), 'utf8')).includes('disable one')).toBe(true);
}

describe('a queue that came with a folder', () => {
  it('waits, is shown, and runs for the one who lets it', async () => {
    await writeFile(queueFile(), lines(bySomebodyElse));
    const manager = await open();
    await manager.operations['queue.start']({}, person);
    await whenIdle(manager);
    expect(await isEnabled('one')).toBe(true);
    expect(await view(manager)).toMatchObject({
      pending: [disable('one')],
      paused: ['disable one'],
      held: [held],
    });
    // Neither a resume of the queue nor a start of the app lets it go.
    await manager.operations['queue.pause']({}, person);
    await manager.operations['queue.resume']({}, person);
    await close();
    const again = await open();
    await whenIdle(again);
    expect((await view(again)).held).toEqual([held]);
    expect(await isEnabled('one')).toBe(true);
    await again.operations['queue.pauseTask']({ ui_id: 'disable one', paused: false }, { caller: 'token' });
    await whenIdle(again);
    expect(await isEnabled('one')).toBe(false);
  });

  it('is that of this account only in the folder and the profile in which it was filled', async () => {
    await leaveOwnQueue();
    await cp(at('ComfyUI'), at('copy'), { recursive: true });
    expect((await view(await open())).held).toBeUndefined();
    await close();
    await rename(at('ComfyUI'), at('moved'));
    const moved = await open({ folder: 'moved' });
    expect(await view(moved)).toMatchObject({ pending: [disable('one')], paused: [] });
    await moved.operations['queue.resume']({}, person);
    await moved.operations['queue.start']({}, person);
    await whenIdle(moved);
    expect(await isEnabled('one', 'moved')).toBe(false);
    await close();
    expect((await view(await open({ folder: 'copy' }))).held).toEqual([held]);
    await close();
    // By its own lines the copy is known from now on, and what waits goes on waiting.
    expect((await view(await open({ folder: 'copy' }))).held).toEqual([held]);
    await close();
    expect((await view(await open({ folder: 'copy', profile: 'another' }))).held).toEqual([held]);
  });

  it('waits where its lines are ours, of an earlier time', async () => {
    await leaveOwnQueue();
    const old = await readFile(queueFile(), 'utf8');
    const manager = await open();
    await manager.operations['queue.reset']({}, person);
    await manager.operations['queue.resume']({}, person);
    await close();
    await writeFile(queueFile(), old);
    expect((await view(await open())).held).toEqual([held]);
  });

  it('ends, starts and orders nothing among what this account has ordered', async () => {
    await leaveOwnQueue();
    const ours = await readFile(queueFile(), 'utf8');
    const others = [
      { change: 'ended', ui_ids: ['disable one'] },
      { change: 'paused', value: false },
      { change: 'processing', value: true },
      { change: 'moved', ui_id: 'disable one', before: null },
      { change: 'added', task: { ...disable('two'), ui_id: 'disable one' }, caller: 'person' },
    ];
    await writeFile(queueFile(), ours + lines(others) + ours.split('\n').slice(-2).join('\n'));
    const manager = await open();
    const { pending, held: waiting = [], isPaused } = await view(manager);
    expect(pending).toMatchObject([disable('one'), { params: disable('two').params }]);
    expect(waiting).toEqual([{ ...held, ui_id: pending[1]?.ui_id, target: 'two' }]);
    expect(isPaused).toBe(true);
  });

  it('is taken for ours once, where the profile knew the folder before lines were sealed', async () => {
    const [, added] = bySomebodyElse;
    await writeFile(queueFile(), lines([{ change: 'paused', value: true }, ...(added ? [added] : [])]));
    expect((await view(await open({ isFamiliar: true }))).held).toBeUndefined();
    await close();
    await writeFile(queueFile(), lines(bySomebodyElse));
    expect((await view(await open({ isFamiliar: true }))).held).toEqual([held]);
  });
});

describe('config.ini that came with a folder', () => {
  const config = () => at('ComfyUI', 'user', '__manager', 'config.ini');
  const lax = '[default]\nsecurity_level = weak\ngit_exe = /bin/evil\nupdate_policy = nightly\n';
  const values = async (manager: Manager) => {
    const {
      security_level: level,
      git_exe: git,
      update_policy: policy,
    } = (await manager.operations['config.read']({}, person)).values;
    return [level, git, policy];
  };
  const openLax = async () => {
    await writeFile(config(), lax);
    return open();
  };

  it('opens nothing until a person lets it count', async () => {
    const manager = await openLax();
    expect(await values(manager)).toEqual(['normal', '', 'nightly']);
    expect((await manager.operations['unverified.list']({}, person)).items).toEqual([
      { name: 'config.ini: security_level = weak' },
      { name: 'config.ini: git_exe = /bin/evil' },
    ]);
    await close();
    const again = await open();
    expect(await values(again)).toEqual(['normal', '', 'nightly']);
    await again.operations['unverified.use']({}, person);
    expect(await values(again)).toEqual(['weak', '/bin/evil', 'nightly']);
    await close();
    expect(await values(await open())).toEqual(['weak', '/bin/evil', 'nightly']);
  });

  it('counts where a person sets it, by another value in the file, and where the profile knew the folder', async () => {
    const manager = await openLax();
    await manager.operations['config.change']({ changes: { security_level: 'weak' } }, person);
    expect(await values(manager)).toEqual(['weak', '', 'nightly']);
    await writeFile(config(), lax.replace('weak', 'normal-'));
    expect(await values(manager)).toEqual(['normal-', '', 'nightly']);
    await close();
    expect(await values(await open({ profile: 'another', isFamiliar: true }))).toEqual([
      'normal-',
      '/bin/evil',
      'nightly',
    ]);
  });

  it('says in the file what counts, where a person discards it', async () => {
    const manager = await openLax();
    await manager.operations['unverified.discard']({}, person);
    expect(await readFile(config(), 'utf8')).toBe(lax.replace('weak', 'normal').replace('/bin/evil', ''));
    await close();
    expect((await (await open()).operations['unverified.list']({}, person)).items).toEqual([]);
  });
});

it('starts no Python elsewhere by the note of which environment is used', async () => {
  await mkdir(at('elsewhere', 'bin'), { recursive: true });
  await writeFile(at('elsewhere', 'bin', 'python'), '#!/bin/sh\n', { mode: 0o755 });
  const choice = { version: 1, before: null, at: '2026-01-01T00:00:00.000Z', task: null };
  const nameOf = async (name: string) => {
    await writeFile(ours('environment.json'), JSON.stringify({ ...choice, name }));
    return (await openChosenEnvironment(ours())).name();
  };
  expect(await nameOf('../../../../../elsewhere')).toBeNull();
  expect(await nameOf('py312')).toBe('py312');
});
