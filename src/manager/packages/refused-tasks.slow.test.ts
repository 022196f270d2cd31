import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PackagePlan, PlanQuestion } from '../../contract/python/package-plan';
import type { HistoryItem } from '../../contract/tasks/tasks';
import { formatMessage } from '../../contract/text/message';
import { openCorePlace, type CorePlace } from '../undo/testing/core-place';

let place: CorePlace;
const files = (lines: string) => ({ '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n', 'requirements.txt': lines });
beforeAll(async () => {
  place = await openCorePlace('refused-tasks');
  const about = { createdAt: '2026-11-01T00:00:00Z', changelog: '', status: 'Active' as const };
  const newest = { ...about, version: '9.0.0' };
  // It would fit, and the registry does not say so.
  place.world.registry.publishVersion('prompt-garden', {
    ...{ ...about, version: '8.9.0', dependencies: ['numpy<2'], files: files('numpy<2\n') },
  });
  place.world.registry.apiFaults.set('prompt-garden@8.9.0', { kind: 'status', status: 404 });
  place.world.registry.publishVersion('prompt-garden', {
    ...{ ...newest, dependencies: ['numpy>=2'], files: files('numpy>=2\n') },
  });
  place.world.registry.publishVersion('Demo-Upscaler', {
    ...{ ...newest, dependencies: ['numpy>=2'], files: files('tinydep>=1.0\n') },
  });
  place.world.registry.publishVersion('tidy-latents', {
    ...{ ...newest, dependencies: ['tinydep>=1.0', 'and-no-package'], files: files('tinydep>=1.0\n') },
  });
}, 120_000);
afterAll(() => place.stop());
beforeEach(() => rm(place.world.comfyui.customNodesDir, { recursive: true, force: true }));

const plan = (question: PlanQuestion): Promise<PackagePlan> =>
  place.manager.operations['python.plan'](question, { caller: 'person' });
const failureOf = ({ outcome }: HistoryItem) => (outcome.status === 'failed' ? outcome.error : null);
const installing = (id: string, more: object = {}) => ({
  ...{ id, version: '9.0.0', selected_version: '9.0.0', mode: 'cache', channel: 'default', ...more },
});
const old = () => place.world.comfyui.placeFiles({ 'Old/__init__.py': '', 'Old/requirements.txt': 'numpy<2\n' });

it('a refused task names the older version that fits, as its plan does', { timeout: 240_000 }, async () => {
  await old();
  const { waysOut, notes } = await plan({ packs: [{ key: 'prompt-garden', to: '9.0.0' }] });
  expect(waysOut[0]).toMatchObject({ kind: 'older-version', pack: 'prompt-garden' });
  // Whoever reads that has to know that a newer one may fit as well.
  expect(notes.map((note) => formatMessage(note))).toContainEqual(
    expect.stringMatching(/"prompt-garden" that were not tried.*: 8\.9\.0\.$/u),
  );
  const refused = failureOf(await place.run('install', installing('prompt-garden'), 'refused'));
  expect(refused).toMatchObject({ code: 'requirements-conflict', waysOut });
  expect(refused?.remedy).toMatch(/What you can do: install version \S+ of "prompt-garden"/u);
});

it('a pack whose own lines do not work together names the packages in between', { timeout: 240_000 }, async () => {
  const { outcome, conflict } = await plan({ packs: [{ key: 'two-minds' }] });
  expect(outcome).toBe('impossible');
  expect(conflict?.sides).toMatchObject([{ name: 'two-minds' }]);
  const between = (conflict?.between ?? []).map(({ name, asks }) => `${name} needs ${asks}`);
  expect(between.sort()).toEqual([
    expect.stringMatching(/^conflict-a\S* needs numpy<2$/u),
    expect.stringMatching(/^conflict-b\S* needs numpy>=2$/u),
  ]);
});

it('a word that is no package in the list of the registry is in nobody’s way', { timeout: 240_000 }, async () => {
  place.world.forgetRequests();
  const found = await plan({ packs: [{ key: 'tidy-latents', to: '9.0.0' }] });
  // The archive of that version says it, as for an installation, and not the newest commit of a repository.
  expect(found).toMatchObject({ outcome: 'changes', isCertain: true, changes: [{ name: 'tinydep', kind: 'added' }] });
  const paths = place.world.requests().map(({ path }) => path);
  expect(paths).toContainEqual(expect.stringContaining('/tidy-latents/9.0.0.zip'));
  expect(paths.filter((path) => /\/install\b|info\/refs/u.test(path))).toEqual([]);
  const installed = await place.run('install', installing('tidy-latents', { plan_id: found.plan_id }), 'stray');
  expect(installed.outcome).toMatchObject({ status: 'done' });
});

it('what only the list of the registry asks for stands in nobody’s way', { timeout: 240_000 }, async () => {
  await old();
  const found = await plan({ packs: [{ key: 'Demo-Upscaler', to: '9.0.0' }] });
  expect(found).toMatchObject({ conflict: null, isCertain: true });
});

it('what is not as it was approved is told with the plan as it is now', { timeout: 240_000 }, async () => {
  const ofNumpy = await plan({ packages: ['numpy>=2'] });
  const packages = ['numpy>=2'];
  const forgotten = { packages, plan_id: '0'.repeat(32) };
  expect(failureOf(await place.run('install-packages', forgotten, 'forgotten'))).toMatchObject({
    ...{ code: 'plan-changed', plan_id: ofNumpy.plan_id, message: expect.stringContaining('is no longer known') },
  });
  const lesser = await plan({ packages: ['tinydep'] });
  const other = { packages, plan_id: lesser.plan_id };
  expect(failureOf(await place.run('install-packages', other, 'other'))).toMatchObject({
    ...{ code: 'plan-changed', plan_id: ofNumpy.plan_id, message: expect.stringContaining('numpy 1.26.4 -> 2.0.0') },
  });
  // Nothing of what was approved is to be had any more: the reason is told, and not that the plan is another one.
  await old();
  const late = { packages, plan_id: ofNumpy.plan_id };
  expect(failureOf(await place.run('install-packages', late, 'late'))).toMatchObject({
    ...{ code: 'requirements-conflict', message: expect.stringContaining('Old needs numpy<2') },
  });
});
