import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import { startRun } from '../testing/task-run';
import { itemsOf, openSnapshotPlace, type SnapshotPlace } from './testing/snapshot-place';

let place: SnapshotPlace;
beforeAll(async () => {
  place = await openSnapshotPlace('policy of restores');
});
beforeEach(async () => {
  await place.packPlace.reset();
  await place.packPlace.config.set({
    security_level: 'normal',
    allow_pip_install: false,
    allow_git_url_install: false,
  });
});
afterAll(() => place.stop());

const nothing = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [] };
const importAs = (name: string, parts: object) =>
  place.snapshots.importDocument(name, JSON.stringify({ ...nothing, pips: null, ...parts }));
const installed = async () => [...(await place.packPlace.python.listPackages()).keys()];

async function installTiny(): Promise<void> {
  const { packages } = { packages: ['tinydep==1.0'] };
  await place.packPlace.python.withinOneChange('tinydep', startRun(place.packPlace).job, async (commit) => {
    await place.packPlace.python.installPackages({ packages, remove: [] }, startRun(place.packPlace).job);
    await commit();
  });
}

describe('a snapshot that was not made here', () => {
  it('installs no package that a task may not, and the package once a task may', async () => {
    await importAs('friend', { pips: { 'tinydep==1.0': '' } });
    expect((await place.snapshots.plan('friend', { exact: false })).rows).toEqual(['install-packages']);
    const refused = await place.restore('friend');
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'restore-incomplete' } });
    const { tinydep } = itemsOf(refused);
    expect(tinydep).toMatchObject({ status: 'failed', message: expect.stringContaining('by name is switched off') });
    expect(await installed()).not.toContain('tinydep');
    await place.packPlace.config.set({ allow_pip_install: true });
    expect(await place.restore('friend')).toMatchObject({ status: 'done' });
    expect(await installed()).toContain('tinydep');
    const removal = await place.snapshots.importDocument(
      'bare',
      JSON.stringify({ ...nothing, pips: { 'pip==1': '' } }),
    );
    await place.packPlace.config.set({ allow_pip_install: false });
    expect(itemsOf(await place.restore(removal, { exact: true }))['tinydep']).toMatchObject({ status: 'failed' });
    expect(await installed()).toContain('tinydep');
  });

  it('never asks for what it names by an address', async () => {
    let requests = 0;
    const host = createServer((_request, response) => {
      requests += 1;
      response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => host.once('listening', resolve));
    const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/stranger-1.0.tar.gz`;
    await importAs('friend by address', { pips: { [`stranger @ ${address}`]: '' } });
    await place.packPlace.config.set({ security_level: 'weak', allow_pip_install: true, allow_git_url_install: true });
    const { stranger } = itemsOf(await place.restore('friend by address'));
    expect(stranger).toMatchObject({ status: 'unchanged', message: expect.stringContaining('from an address') });
    expect([requests, await installed()]).toEqual([0, expect.not.arrayContaining(['stranger'])]);
    host.close();
  });

  it('brings no other version of ComfyUI where the level refuses that', async () => {
    const cwd = place.packPlace.world.comfyui.path;
    const head = await git(['rev-parse', 'HEAD'], { cwd });
    const other = (await git(['rev-list', '--max-count=1', '--skip=1', 'HEAD'], { cwd })).trim();
    await importAs('friend of old', { comfyui: other });
    expect((await place.snapshots.plan('friend of old', { exact: false })).rows).toEqual(['switch-comfyui']);
    expect(itemsOf(await place.restore('friend of old'))['ComfyUI']).toMatchObject({ status: 'failed' });
    expect(await git(['rev-parse', 'HEAD'], { cwd })).toBe(head);
  });
});

describe('a snapshot that was made here', () => {
  it('brings back what was here, and is one from elsewhere once somebody has changed it', async () => {
    await place.packPlace.config.set({ allow_pip_install: true });
    await installTiny();
    await place.packPlace.config.set({ allow_pip_install: false });
    const own = await place.snapshots.save();
    const document = await place.read(own);
    await place.snapshots.importDocument(
      'copy',
      JSON.stringify({ ...document, desktop: { ...(document['desktop'] as object), isOwn: true } }),
    );
    const { job } = startRun(place.packPlace);
    await place.packPlace.python.withinOneChange('tinydep', job, async (commit) => {
      await place.packPlace.python.pinPackages({ pins: [], remove: ['tinydep'] }, job);
      await commit();
    });
    expect(itemsOf(await place.restore('copy'))['tinydep']).toMatchObject({ status: 'failed' });
    expect(await place.snapshots.plan(own, { exact: false })).toMatchObject({
      changes: [{ name: 'tinydep' }],
      rows: [],
    });
    await place.write(own, document);
    expect((await place.snapshots.plan(own, { exact: false })).rows).toEqual(['install-packages']);
  });
});
