import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registryPack } from '../../../e2e/world/pack-seed';
import { smallPacks } from '../../../e2e/world/packs-small';
import { installOf } from '../packs/testing/pack-place';
import { noConsent } from '../python/consent';
import { startRun } from '../testing/task-run';
import { itemsOf, openSnapshotPlace, type SnapshotPlace } from './testing/snapshot-place';

let place: SnapshotPlace;

/** As the world packs a release when it is first asked for, every version of one publication has the same groups. */
function publish(id: string, optional: Record<string, string[]>): void {
  const [seed] = smallPacks;
  if (seed === undefined) throw new Error('The world has no packs.');
  const releases = ['1.0.0', '1.1.0'].map((version, month) => ({
    ...{ version, date: `2025-0${month + 1}-01T00:00:00Z`, changelog: '' },
  }));
  const names = { id, repo: id, title: id, nodes: [id] };
  const pack = { ...seed, ...names, requirements: ['tinydep'], optional, releases, preamble: '' };
  place.packPlace.world.registry.publish(registryPack(pack));
}

beforeAll(async () => {
  place = await openSnapshotPlace('snapshot groups');
  publish('face-pack', { video: ['cvlib'], more: ['widgets'] });
});
afterAll(() => place.stop());

const packs = () => place.packPlace.packs;
const run = (groups: string[] | null = null) => ({ ...startRun(place.packPlace), consent: { ...noConsent, groups } });
const choose = (groups: string[]) => packs().fix({ node_name: 'face-pack', optional_groups: groups }, run(groups));
const chosen = async (): Promise<unknown> => JSON.parse(await readFile(place.packPlace.paths.groupsFile, 'utf8'));
const versionOf = async (name: string) => (await place.packPlace.python.listPackages()).get(name);
const proveWhole = async () =>
  expect(await place.packPlace.python.checkPackages(new AbortController().signal)).toEqual([]);
const planned = async (target: string) =>
  (await place.snapshots.plan(target, { exact: false })).changes
    .filter(({ subject }) => subject === 'pack')
    .map(({ name, action, from, to }) => [name, action, from, to]);

it('brings chosen groups and their packages back with the packs, and leaves them to a snapshot that says nothing of them', async () => {
  await packs().install(installOf('face-pack', '1.0.0'), run(['video']));
  const name = await place.snapshots.save();
  expect(await place.read(name)).toMatchObject({ desktop: { optional_groups: { 'face-pack': ['video'] } } });
  const { desktop, ...others } = await place.read(name);
  const { optional_groups: _own, ...older } = desktop as Record<string, unknown>;
  await place.write('older', { ...others, pips: null, desktop: older });
  // Without Python, so that its packages can come with the choice alone.
  await place.write('choices', { ...others, pips: null, desktop });
  // Another choice alone.
  await choose([]);
  await place.packPlace.python.installPackages({ packages: [], remove: ['cvlib'] }, startRun(place.packPlace).job);
  expect([await chosen(), await versionOf('cvlib')]).toEqual([{}, undefined]);
  expect(await planned('older')).toEqual([]);
  await place.restore('older');
  expect(await chosen()).toEqual({});
  expect(await planned(name)).toEqual([['face-pack', 'choose', '1.0.0', '1.0.0 [video]']]);
  const outcome = await place.restore('choices');
  expect(itemsOf(outcome)['face-pack']).toMatchObject({ action: 'choose', status: 'done' });
  expect([outcome.status, await chosen(), await versionOf('cvlib')]).toEqual([
    ...['done', { 'face-pack': 'video' }],
    '4.8',
  ]);
  // Another version with another choice, then a pack that is gone, then one that was disabled meanwhile.
  await packs().install(installOf('face-pack', '1.1.0'), run([]));
  expect(await planned(name)).toEqual([['face-pack', 'switch', '1.1.0', '1.0.0 [video]']]);
  await place.restore(name);
  expect([await chosen(), await planned(name)]).toEqual([{ 'face-pack': 'video' }, []]);
  await packs().uninstall({ node_name: 'face-pack', is_unknown: false }, run());
  expect([await chosen(), await planned(name)]).toEqual([{}, [['face-pack', 'install', null, '1.0.0 [video]']]]);
  await place.restore(name);
  expect([await chosen(), await planned(name)]).toEqual([{ 'face-pack': 'video' }, []]);
  await choose([]);
  await packs().disable({ node_name: 'face-pack', is_unknown: false }, run());
  await place.packPlace.python.installPackages({ packages: [], remove: ['cvlib'] }, startRun(place.packPlace).job);
  expect(await planned(name)).toEqual([['face-pack', 'enable', '1.0.0 (disabled)', '1.0.0 [video]']]);
  expect((await place.restore(name)).status).toBe('done');
  expect([await chosen(), await planned(name), await versionOf('cvlib')]).toEqual([
    ...[{ 'face-pack': 'video' }, []],
    '4.8',
  ]);
  await proveWhole();
}, 120_000);

it('says of a group that the pack does not have that it is not there, and brings the rest', async () => {
  await place.packPlace.reset();
  await rm(place.packPlace.paths.groupsFile, { force: true });
  await packs().install(installOf('face-pack', '1.0.0'), run(['video']));
  const document = await place.read(await place.snapshots.save());
  const desktop = { ...(document['desktop'] as object), optional_groups: { 'face-pack': ['gone', 'video'] } };
  await place.write('foreign', { ...document, desktop });
  const failed = {
    status: 'failed',
    message: expect.stringContaining('no optional group "gone". It has these: video, more.'),
  };
  expect(itemsOf(await place.restore('foreign'))['face-pack']).toMatchObject(failed);
  await packs().uninstall({ node_name: 'face-pack', is_unknown: false }, run());
  const installing = startRun(place.packPlace);
  const outcome = await place.restore('foreign', { run: installing });
  expect(installing.warnings).toContain(
    '"face-pack" has no optional group "gone" in this version, so it was left out.',
  );
  expect([outcome.status, await chosen()]).toEqual(['failed', { 'face-pack': 'video' }]);
  expect(itemsOf(outcome)['face-pack']).toMatchObject({
    ...{ action: 'choose', status: 'failed' },
    message: expect.stringContaining('it is 1.0.0 [video] and was to be 1.0.0 [gone, video]'),
  });
}, 120_000);
