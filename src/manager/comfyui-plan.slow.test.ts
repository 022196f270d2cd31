import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { releaseAsking } from '../../e2e/world/comfy-source';
import { git } from '../../e2e/world/git-repos';
import { listPackages, pythonOf, runProgram, sitePackagesOf } from '../../e2e/world/python-env';
import type { PackagePlan, PlanQuestion } from '../contract/python/package-plan';
import type { HistoryItem } from '../contract/tasks/tasks';
import { hashOf } from './packs/testing/pack-place';
import { openCorePlace, type CorePlace } from './undo/testing/core-place';
import { saying } from '../base/testing/saying';

const common = ['torch', 'torchvision', 'torchaudio', 'pyyaml', 'pillow', 'safetensors', 'transformers'];
/** What each release asks for beside what all ask for. */
const releases: Readonly<Record<string, readonly string[]>> = {
  '0.3.80': ['numpy>=2'],
  '0.3.81': ['numpy<2', 'conflict-a'],
  '0.3.82': ['numpy', 'torch==2.6.0', 'tinydep<2'],
  '0.3.90': ['numpy', 'tinydep'],
};

let place: CorePlace;
let site = '';
beforeAll(async () => {
  place = await openCorePlace('comfyui-plan');
  site = await sitePackagesOf(place.world.comfyui.venvDir);
  for (const [version, lines] of Object.entries(releases))
    await place.world.git.commit('comfyanonymous', 'ComfyUI', await releaseAsking(version, [...common, ...lines]));
}, 120_000);
afterAll(() => place.stop());

const plan = (question: PlanQuestion): Promise<PackagePlan> =>
  place.manager.operations['python.plan'](question, { caller: 'person' });
const changesOf = ({ changes }: PackagePlan): string[] =>
  changes.map(({ name, kind, from, to }) => `${kind} ${name} ${from ?? '-'} ${to ?? '-'}`);
const inComfy = (...args: string[]): Promise<string> => git(args, { cwd: place.world.comfyui.path });
/** All that must be as before where nothing was moved: what is checked out, every branch, and the packages with all their files. */
const picture = async (): Promise<Record<string, string>> => ({
  head: await inComfy('rev-parse', 'HEAD'),
  branch: await inComfy('rev-parse', '--abbrev-ref', 'HEAD'),
  status: await inComfy('status', '--porcelain', '--untracked-files=no'),
  branches: await inComfy('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads'),
  site: hashOf(site),
});
const installed = async (name: string): Promise<string[]> =>
  (await listPackages(place.world.comfyui.venvDir)).filter((one) => one.startsWith(`${name}-`));
const at = () => inComfy('describe', '--tags');
const switchTo = (version: string, uiId: string, agreed: object = {}): Promise<HistoryItem> =>
  place.run('update-comfyui', { target_version: version, ...agreed }, uiId);
const failureOf = ({ outcome }: HistoryItem) => (outcome.status === 'failed' ? outcome.error : null);

/** Each test begins with the release that the world begins with. */
let undone: string[] = [];
afterEach(async () => {
  for (const uiId of undone.reverse()) await place.undo(uiId);
  undone = [];
  await rm(place.world.comfyui.customNodesDir, { recursive: true, force: true });
}, 60_000);

it('a version that an enabled pack forbids is told before with the ways out, refused, and nothing is moved', async () => {
  await place.world.comfyui.placeFiles({ 'Impact/__init__.py': '', 'Impact/requirements.txt': 'numpy<2\n' });
  const before = await picture();
  const comfyui = { target_version: 'v0.3.80' };
  const found = await plan({ comfyui });
  expect(found).toMatchObject({ outcome: 'impossible', changes: [], conflict: { package: 'numpy' } });
  expect(found.conflict?.sides).toEqual([
    { name: 'Impact', kind: 'pack', asks: ['numpy<2'] },
    { name: 'ComfyUI', kind: 'candidate', asks: ['numpy>=2'] },
  ]);
  // No line of ComfyUI can be done without.
  expect(found.waysOut.map(({ kind }) => kind)).not.toContain('leave-out');
  expect(found.waysOut).toEqual([
    { kind: 'older-version', pack: 'ComfyUI', version: 'v0.3.62' },
    { kind: 'disable', pack: 'Impact' },
  ]);
  expect(await picture()).toEqual(before);

  // As ComfyUI's own web UI orders it, which knows of no plan.
  expect(failureOf(await switchTo('v0.3.80', 'blind'))).toMatchObject({
    code: 'requirements-conflict',
    message: expect.stringMatching(/"ComfyUI" cannot be met together.*Impact needs numpy<2.*put back to/su),
    remedy: expect.stringContaining('disable "Impact"'),
  });
  expect(await picture()).toEqual(before);

  const without = await plan({ comfyui, without: ['Impact'] });
  expect(changesOf(without)).toEqual(['up numpy 1.26.4 2.0.0']);
  expect(without).toMatchObject({ torch: { from: '2.7.1', to: '2.7.1' } });
  expect(without.changes).toMatchObject([{ isMajor: true, askedBy: [{ by: 'ComfyUI', line: 'numpy>=2' }] }]);
  // What was approved was without Impact, which is there.
  expect(failureOf(await switchTo('v0.3.80', 'early', { plan_id: without.plan_id }))).not.toBeNull();
  expect(await picture()).toEqual(before);

  await place.run('disable', { node_name: 'Impact', is_unknown: false }, 'aside');
  const refused = failureOf(await switchTo('v0.3.80', 'only', { only_new: true }));
  expect(refused).toMatchObject({ code: 'plan-changed', message: expect.stringContaining('numpy 1.26.4 -> 2.0.0') });
  expect(refused).toMatchObject({ plan_id: without.plan_id });
  expect(await picture()).toEqual(before);

  expect(await switchTo('v0.3.80', 'held', { plan_id: without.plan_id })).toMatchObject({
    outcome: { status: 'done' },
  });
  expect(await at()).toBe('v0.3.80');
  expect(await installed('numpy')).toEqual(['numpy-2.0.0']);
  expect(await installed('torch')).toEqual(['torch-2.7.1']);
  await place.undo('held');
  expect(await picture()).toEqual(before);
}, 120_000);

it('the newest as an update takes it, which only adds a package, is made exactly so and taken back', async () => {
  const before = await picture();
  const found = await plan({ comfyui: { is_stable: true } });
  expect(changesOf(found)).toEqual(['added tinydep - 2.0']);
  expect(found.changes).toMatchObject([{ form: 'wheel', bytes: expect.any(Number) }]);
  const item = await place.run('update-comfyui', { is_stable: true, only_new: true }, 'newest');
  expect(failureOf(item)).toBeNull();
  expect(item).toMatchObject({ outcome: { status: 'done' } });
  expect(await at()).toBe('v0.3.90');
  expect(await installed('tinydep')).toEqual(['tinydep-2.0']);
  const { code } = await runProgram(pythonOf(place.world.comfyui.venvDir), ['-m', 'pip', 'check']);
  expect(code).toBe(0);
  await place.undo('newest');
  expect(await picture()).toEqual(before);
}, 60_000);

it('what only the version before led to binds nobody: neither in the plan nor when it is made', async () => {
  await switchTo('v0.3.81', 'former');
  undone.push('former');
  expect(await installed('conflict_a')).toEqual(['conflict_a-1.0']);
  const found = await plan({ comfyui: { target_version: 'v0.3.80' } });
  expect(changesOf(found)).toEqual(['up numpy 1.26.4 2.0.0']);
  const { outcome } = await switchTo('v0.3.80', 'next', { plan_id: found.plan_id });
  expect(outcome).toMatchObject({ status: 'warning', warnings: [expect.stringContaining('conflict-a')] });
  undone.push('next');
  expect(await installed('numpy')).toEqual(['numpy-2.0.0']);
}, 60_000);

it('torch stays, whatever a version asks for, and that is told', async () => {
  const found = await plan({ comfyui: { target_version: 'v0.3.82' } });
  expect(changesOf(found)).toEqual(['added tinydep - 1.0']);
  expect(found.leftOut).toMatchObject([{ by: 'ComfyUI', line: 'torch==2.6.0' }]);
  const { outcome } = await switchTo('v0.3.82', 'torch', { plan_id: found.plan_id });
  expect(outcome).toMatchObject({ status: 'warning', warnings: [expect.stringContaining('torch==2.6.0')] });
  undone.push('torch');
  expect(await installed('torch')).toEqual(['torch-2.7.1']);
}, 60_000);

it('one plan holds for ComfyUI and a pack that come together', async () => {
  await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  const found = await plan({ comfyui: { target_version: 'v0.3.80' }, packs: [{ key: 'Demo-Upscaler' }] });
  expect(changesOf(found)).toContain('up numpy 1.26.4 2.0.0');
  expect(found.isCertain).toBe(true);
  const agreed = { plan_id: found.plan_id };
  expect(await switchTo('v0.3.80', 'both', agreed)).toMatchObject({ outcome: { status: 'done' } });
  undone.push('both');
  const update = await place.run('update', { node_name: 'Demo-Upscaler', ...agreed }, 'pack');
  expect(update).toMatchObject({ outcome: { status: 'done' } });
  undone.push('pack');
  for (const { name, to } of found.changes)
    expect(await installed(name.replaceAll('-', '_'))).toEqual([`${name.replaceAll('-', '_')}-${to ?? ''}`]);
}, 60_000);

it('an update that is a step back says so in its plan and in its result', async () => {
  const isStepBack = saying(/^This is a step back: v0\.3\.90, .* is older than /);
  expect((await plan({ comfyui: { is_stable: true } })).notes).not.toContainEqual(isStepBack);
  await place.world.git.commit('comfyanonymous', 'ComfyUI', {
    ...(await releaseAsking('0.26.0', [...common, 'numpy'])),
    tags: [],
  });
  expect(await switchTo('release-0.26.0', 'ahead')).toMatchObject({ outcome: { status: 'done' } });
  undone.push('ahead');
  expect((await plan({ comfyui: { is_stable: true } })).notes).toContainEqual(isStepBack);
  const item = await place.run('update-comfyui', { is_stable: true }, 'back');
  undone.push('back');
  expect(item).toMatchObject({
    result: 'success',
    outcome: { message: expect.stringContaining('This is a step back: v0.3.90') },
  });
}, 60_000);
