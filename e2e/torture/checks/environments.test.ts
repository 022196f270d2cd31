import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FinishedTask } from '../../api';
import {
  compareEnvironments,
  findEnvironments,
  findUndone,
  inspectEnvironment,
  replayEnvironments,
} from './environments';

let desktopDir: string;
beforeEach(async () => {
  desktopDir = await mkdtemp(join(tmpdir(), 'torture-environments-'));
});
afterEach(() => rm(desktopDir, { recursive: true, force: true }));

const task = (kind: string, name: string, status = 'done'): FinishedTask => ({
  ...{ ui_id: 'one', kind, result: 'success', batch_id: 'batch', params: { name } },
  status: { status_str: 'success', messages: [] },
  outcome: { status },
});
const start = { names: ['kept'], used: null };

describe('the look at environments', () => {
  it('follows what the history claims, and nothing that failed', () => {
    const finished = [
      task('create-environment', 'new'),
      task('create-environment', 'half', 'failed'),
      task('switch-environment', 'new'),
      task('remove-environment', 'kept'),
    ];
    expect(replayEnvironments(start, finished)).toEqual({ names: ['new'], used: 'new' });
    expect(replayEnvironments(start, [...finished, task('switch-environment', 'own')]).used).toBeNull();
  });

  it('finds a task that was not done and could have been, and no other', () => {
    const tasks = [
      { kind: 'switch-environment', ui_id: 'two', params: { name: 'kept' } },
      { kind: 'remove-environment', ui_id: 'refused', params: { name: 'kept' } },
      { kind: 'create-environment', ui_id: 'one', params: { name: 'new', copy_of: 'kept' } },
    ];
    const failed = {
      ...task('create-environment', 'new', 'failed'),
      status: { status_str: 'error', messages: ['No.'] },
    };
    expect(findUndone(start, tasks, [failed])).toEqual(['create-environment new was not done: No.']);
    expect(findUndone(start, tasks, [task('create-environment', 'new')])).toEqual([]);
  });

  it('finds what is missing, what nobody claims, another one in use, and what was left', async () => {
    for (const name of ['half', '.making-1234'])
      await mkdir(join(desktopDir, 'environments', name), { recursive: true });
    await writeFile(join(desktopDir, 'environment.json'), JSON.stringify({ name: 'half' }));
    expect(compareEnvironments(start, await findEnvironments(desktopDir))).toEqual([
      'the environment kept is not there, and the history says that it is',
      'the environment half is there, and the history says that it is not',
      'half is in use, and the history says that of the installation',
      '.making-1234 was left behind among the environments',
    ]);
    expect(await findEnvironments(join(desktopDir, 'nothing'))).toEqual({ names: [], leftovers: [], used: null });
  });

  it('finds one that was not finished, and one that does not run', async () => {
    const folder = join(desktopDir, 'half');
    await mkdir(folder);
    expect(await inspectEnvironment(folder, 'half')).toEqual(['the environment half is there, and not made']);
    await writeFile(join(folder, 'comfyui-environment.json'), JSON.stringify({ state: 'made' }));
    expect(await inspectEnvironment(folder, 'half')).toEqual([
      expect.stringMatching(/^the environment half is not whole: /),
    ]);
  });
});
