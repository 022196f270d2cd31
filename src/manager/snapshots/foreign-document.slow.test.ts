import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import { itemsOf, openSnapshotPlace, type SnapshotPlace } from './testing/snapshot-place';

let place: SnapshotPlace;
beforeAll(async () => {
  place = await openSnapshotPlace('foreign document');
});
beforeEach(() => place.packPlace.reset());
afterAll(() => place.stop());

const repo = 'ComfyUI-Wired-Shapes';
const publish = (message: string) =>
  place.packPlace.world.git.commit('adaquill', repo, {
    ...{ message, date: '2025-10-01T10:00:00Z' },
    files: { 'later.py': `# ${message}\n` },
  });
const headOf = (name: string) => git(['rev-parse', 'HEAD'], { cwd: place.packPlace.pathOf(name) });

describe('a clone recorded at a commit that is not here', () => {
  it('is brought to exactly that commit, not to the newest: fetched where the clone is, cloned where it is gone', async () => {
    await place.packPlace.world.comfyui.placeClone('adaquill', repo, { folderName: 'shapes' });
    const before = await headOf('shapes');
    const [recorded, newest] = [await publish('recorded'), await publish('newest')];
    const document = (await place.snapshots.current()) as unknown as Record<string, unknown>;
    const url = `https://github.com/adaquill/${repo}`;
    // As the reference would have written it elsewhere: none of our own keys.
    const { desktop: _desktop, ...reference } = document;
    await place.write('elsewhere', { ...reference, git_custom_nodes: { [url]: { hash: recorded, disabled: false } } });

    expect(await place.restore('elsewhere')).toMatchObject({ status: 'done' });
    expect(await headOf('shapes')).toBe(recorded);

    await place.packPlace.reset();
    expect(await place.restore('elsewhere')).toMatchObject({ status: 'done' });
    expect(await place.packPlace.packs.copies()).toMatchObject([{ source: 'git', version: recorded, enabled: true }]);
    expect(new Set([before, recorded, newest]).size).toBe(3);
  });
});

describe('a pack that a restore installs', () => {
  it("obeys the user's own lists, as every install does", async () => {
    const { pipBlacklistFile } = place.packPlace.paths;
    await writeFile(pipBlacklistFile, 'tinydep\n');
    const base = { comfyui: null, git_custom_nodes: {}, file_custom_nodes: [], pips: null };
    await place.write('listed', { ...base, cnr_custom_nodes: { 'tidy-latents': '1.0.0' } });
    try {
      const outcome = await place.restore('listed');
      expect(itemsOf(outcome)).toMatchObject({ 'tidy-latents': { action: 'install', status: 'done' } });
    } finally {
      await rm(pipBlacklistFile);
    }
    expect((await place.packPlace.python.listPackages()).has('tinydep')).toBe(false);
  });
});
