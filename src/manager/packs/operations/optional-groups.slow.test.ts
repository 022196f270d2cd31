import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registryPack } from '../../../../e2e/world/pack-seed';
import { smallPacks } from '../../../../e2e/world/packs-small';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { listNames, pathExists } from '../../../base/files/files';
import { noConsent } from '../../python/plan/consent';
import { startRun } from '../../testing/task-run';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';

describe('optional groups of packs', () => {
  let place: PackPlace;

  function publish(id: string, requirements: string[], optional: Record<string, string[]>): void {
    const [seed] = smallPacks;
    if (seed === undefined) throw new Error('The world has no packs.');
    const releases = [
      { version: '1.0.0', date: '2025-01-01T00:00:00Z', changelog: '' },
      { version: '1.1.0', date: '2025-02-01T00:00:00Z', changelog: '' },
    ];
    place.world.registry.publish(
      registryPack({ ...seed, id, repo: id, title: id, nodes: [id], requirements, optional, releases, preamble: '' }),
    );
  }
  const runWith = (groups: string[] | null) => ({ ...startRun(place), consent: { ...noConsent, groups } });
  const install = (id: string, groups: string[] | null, version = 'latest') =>
    place.packs.install(installOf(id, version, groups === null ? {} : { optional_groups: groups }), runWith(groups));
  const versionOf = async (name: string) => (await place.python.listPackages()).get(name);
  const chosen = async (): Promise<unknown> =>
    JSON.parse(await readFile(place.paths.groupsFile, 'utf8').catch(() => '{}'));
  const takeBackLast = async () => {
    const record = place.records.list().at(-1);
    if (record === undefined) throw new Error('Nothing was written down.');
    await place.packs.takeBack(record, startRun(place));
  };
  /** Waits until a folder that another program has moved is seen under its name. */
  const isCalled = (name: string) =>
    expect.poll(async () => (await place.packs.copies()).map((copy) => copy.name)).toEqual([name]);
  const proveWhole = async () => expect(await place.findUnmet()).toEqual([]);

  beforeAll(async () => {
    place = await openPackPlace('optional groups', { 'python.tool': 'uv' });
    Object.assign(process.env, place.world.env);
    publish('face-pack', ['tinydep'], { video: ['cvlib'], Old_Things: ['numpy<1'], all: ['face-pack[video]'] });
    publish('plain-pack', ['tinydep<2'], {});
  }, 120_000);
  beforeEach(async () => {
    await place.reset();
    await rm(place.paths.groupsFile, { force: true });
    const site = await sitePackagesOf(place.world.comfyui.venvDir);
    for (const [name, folder] of [
      ['cvlib', 'cvlib-4.8.dist-info'],
      ['tinydep', 'tinydep-2.0.dist-info'],
      ['tinydep', 'tinydep-1.0.dist-info'],
    ] as const)
      for (const one of [name, folder]) await rm(join(site, one), { recursive: true, force: true });
  });
  afterAll(() => place.stop());

  it('are installed with the pack, stay with its updates, go with it, and come back with it', async () => {
    await install('face-pack', ['video'], '1.0.0');
    expect([await versionOf('cvlib'), await chosen()]).toEqual(['4.8', { 'face-pack': 'video' }]);
    await proveWhole();
    const { asked } = await place.python.reports.packageReasons('cvlib');
    expect(asked).toEqual([{ by: 'face-pack', line: 'cvlib', group: 'video' }]);
    // They have a say: nobody may take the package away.
    const nothing = { packs: [], packages: [], leavingDirs: [], leaveOut: [] };
    const removal = await place.python.plan({ ...nothing, remove: ['cvlib'] }, new AbortController().signal);
    expect(removal.conflict?.sides.map(({ name }) => name)).toEqual(['face-pack', 'your request']);
    await place.packs.update({ node_name: 'face-pack' }, runWith(null));
    expect(await readFile(place.pathOf('face-pack', 'pyproject.toml'), 'utf8')).toContain('version = "1.1.0"');
    expect(await chosen()).toEqual({ 'face-pack': 'video' });
    await place.packs.uninstall({ node_name: 'face-pack', is_unknown: false }, runWith(null));
    expect(await chosen()).toEqual({});
    await takeBackLast();
    expect([await pathExists(place.pathOf('face-pack')), await chosen()]).toEqual([true, { 'face-pack': 'video' }]);
    // A new installation begins without.
    await place.packs.uninstall({ node_name: 'face-pack', is_unknown: false }, runWith(null));
    await install('face-pack', null);
    expect(await chosen()).toEqual({});
  });

  it('are chosen and taken off later, which can be undone with their packages', async () => {
    await install('face-pack', null);
    expect([await versionOf('tinydep'), await versionOf('cvlib')]).toEqual(['2.0', undefined]);
    await place.packs.fix({ node_name: 'face-pack', optional_groups: ['all'] }, runWith(['all']));
    expect([await versionOf('cvlib'), await chosen()]).toEqual(['4.8', { 'face-pack': 'all' }]);
    await proveWhole();
    await takeBackLast();
    expect([await versionOf('cvlib'), await chosen()]).toEqual([undefined, {}]);
    // An installation of what is there already changes the groups alone, as pip does with extras.
    await install('face-pack', ['video']);
    expect(await versionOf('cvlib')).toBe('4.8');
    await place.packs.fix({ node_name: 'face-pack', optional_groups: [] }, runWith([]));
    expect([await versionOf('cvlib'), await chosen()]).toEqual(['4.8', {}]);
  });

  it('stay chosen when ComfyUI-Manager disables and enables a pack whose folder is not called as its id', async () => {
    await install('face-pack', null);
    await rename(place.pathOf('face-pack'), place.pathOf('My Faces'));
    await isCalled('My Faces');
    await place.packs.fix({ node_name: 'face-pack', optional_groups: ['video'] }, runWith(['video']));
    expect(await chosen()).toEqual({ 'my faces': 'video', 'id/face-pack': 'video' });
    // As it moves folders: to the id with the version, and from there to the id.
    await mkdir(place.paths.disabledDir, { recursive: true });
    await rename(place.pathOf('My Faces'), join(place.paths.disabledDir, 'face-pack@1_1_0'));
    await rename(join(place.paths.disabledDir, 'face-pack@1_1_0'), place.pathOf('face-pack'));
    await isCalled('face-pack');
    const { asked } = await place.python.reports.packageReasons('cvlib');
    expect(asked).toEqual([{ by: 'face-pack', line: 'cvlib', group: 'video' }]);
    await place.packs.fix({ node_name: 'face-pack', optional_groups: [] }, runWith([]));
    expect((await place.python.reports.packageReasons('cvlib')).asked).toEqual([]);
    await place.packs.uninstall({ node_name: 'face-pack', is_unknown: false }, runWith(null));
    expect(await chosen()).toEqual({ 'my faces': 'video' });
  });

  it('that are not there, or cannot be had, are refused by name, and nothing is installed', async () => {
    await expect(install('face-pack', ['vidoe'])).rejects.toMatchObject({
      code: 'invalid-input',
      message: '"face-pack" has no optional group "vidoe".',
      remedy: 'It has these: video, old-things, all.',
    });
    expect(await pathExists(place.pathOf('face-pack'))).toBe(false);
    await expect(install('plain-pack', ['video'])).rejects.toMatchObject({
      remedy: 'It has none. Leave the groups out.',
    });
    await expect(install('face-pack', ['video', 'old-things'])).rejects.toMatchObject({
      details: {
        waysOut: expect.arrayContaining([
          { kind: 'without-group', pack: 'face-pack', group: 'old-things', others: ['video'] },
        ]),
      },
    });
    expect([await pathExists(place.pathOf('face-pack')), await versionOf('cvlib'), await chosen()]).toEqual([
      ...[false, undefined],
      {},
    ]);
    await install('face-pack', ['video']);
    expect(await versionOf('cvlib')).toBe('4.8');
  });

  it('stay when another version is installed beside a disabled one', async () => {
    await install('face-pack', ['video'], '1.0.0');
    await place.packs.disable({ node_name: 'face-pack', is_unknown: false }, runWith(null));
    await install('face-pack', null, '1.1.0');
    expect(await readFile(place.pathOf('face-pack', 'pyproject.toml'), 'utf8')).toContain('version = "1.1.0"');
    expect([await chosen(), await versionOf('cvlib')]).toEqual([{ 'face-pack': 'video' }, '4.8']);
  });

  it('of a disabled pack are found by the name that its folder had, not by the one it has below .disabled', async () => {
    publish('old-faces', ['tinydep'], { old: ['conflict-a'] });
    publish('new-faces', ['numpy>=2'], {});
    await install('old-faces', null);
    await rename(place.pathOf('old-faces'), place.pathOf('My Faces'));
    await place.packs.fix({ node_name: 'My Faces', optional_groups: ['old'] }, runWith(['old']));
    expect([await chosen(), await versionOf('conflict-a')]).toEqual([
      { 'my faces': 'old', 'id/old-faces': 'old' },
      '1.0',
    ]);
    await place.packs.disable({ node_name: 'old-faces', is_unknown: false }, runWith(null));
    expect(await listNames(place.paths.disabledDir)).toEqual(['old-faces@1_1_0']);
    const copies = (await place.packs.copies()).map(({ dir, originName }) => ({ name: originName, dir }));
    const packs = copies.map((copy) => ({ ...copy, isEnabled: false }));
    const { packages } = await place.python.reports.packageUses({ packs, origins: new Map() });
    expect(packages.find(({ name }) => name === 'conflict-a')?.users.map(({ name }) => name)).toEqual(['My Faces']);

    // Packages of its group bind nobody meanwhile: disabling it would else be no way out.
    await install('new-faces', null);
    expect((await versionOf('numpy'))?.startsWith('2.')).toBe(true);
    await place.packs.disable({ node_name: 'new-faces', is_unknown: false }, runWith(null));
    await place.packs.enable({ cnr_id: 'old-faces' }, runWith(null));
    expect([await pathExists(place.pathOf('My Faces')), await versionOf('numpy')]).toEqual([true, '1.26.4']);
    expect(await chosen()).toEqual({ 'my faces': 'old', 'id/old-faces': 'old' });
  });

  it('that are gone in another version are told and left out', async () => {
    // The world packs a release when it is first asked for, so the newer one is still open.
    publish('fading-pack', ['tinydep'], { video: ['cvlib'] });
    await install('fading-pack', ['video'], '1.0.0');
    await place.packs.disable({ node_name: 'fading-pack', is_unknown: false }, runWith(null));
    await place.packs.enable({ cnr_id: 'fading-pack' }, runWith(null));
    expect(await chosen()).toEqual({ 'fading-pack': 'video' });
    publish('fading-pack', ['tinydep'], {});
    const run = runWith(null);
    await place.packs.update({ node_name: 'fading-pack' }, run);
    expect(run.warnings).toEqual(['"fading-pack" has no optional group "video" any more; its packages stay.']);
    expect(await chosen()).toEqual({});
  });
});
