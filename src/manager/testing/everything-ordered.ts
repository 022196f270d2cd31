import { expect } from 'vitest';
import { AppError } from '../../contract/errors';
import type { Manager } from '../manager';
import { packTask, runTask } from './used-installation';

const door = { caller: 'person' } as const;

/** For tests only: how a person hears of something: what was done, or the code of a sentence that says why not. */
export async function attempt(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    const { code, message, remedy } = error as AppError;
    expect([message, remedy]).toEqual([expect.stringMatching(/^.* (full|written)/), expect.stringMatching(/\.$/)]);
    return code;
  }
}

/** For tests only: everything that a person may do, one after the other, on what `useInstallation` leaves; each is done, or refused with a sentence. */
export async function orderEverything(manager: Manager, ids: string): Promise<string[]> {
  const { operations } = manager;
  const task = (uiId: string, kind: 'disable' | 'uninstall', pack: string) => async () => {
    const { outcome } = await runTask(manager, packTask(uiId, kind, pack));
    if (outcome.status === 'failed')
      throw new AppError('disk-full', outcome.error.error, { remedy: outcome.error.remedy ?? '' });
  };
  return [
    await attempt(task(`${ids}-1`, 'disable', 'pack-c')),
    await attempt(() => operations['snapshots.save']({}, door)),
    await attempt(() => operations['packs.setHold']({ key: 'pack-d', reason: 'x'.repeat(200) }, door)),
    await attempt(() => operations['config.change']({ changes: { db_mode: 'local' } }, door)),
    await attempt(task(`${ids}-2`, 'uninstall', 'pack-d')),
    await attempt(() => operations['queue.pause']({}, door)),
    await attempt(() => operations['queue.resume']({}, door)),
    await attempt(() => operations['disk.usage']({ mode: 'fresh' }, door)),
  ];
}
