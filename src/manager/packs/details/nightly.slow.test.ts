import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import type { PackDetailsReader } from './details';
import { openDetailsTest, type DetailsTest } from '../testing/pack-details';
import type { PackPlace } from '../testing/pack-place';
import { saying } from '../../../base/testing/saying';

let test: DetailsTest;
let place: PackPlace;
let details: PackDetailsReader;

/** Answers kept so long ago that they must be asked for again. */
async function ageHistories(): Promise<void> {
  const long = new Date('2025-11-01T00:00:00Z');
  for (const name of readdirSync(test.cachePath('histories'))) {
    await utimes(test.cachePath('histories', name, 'comfyui-manager-desktop-asked'), long, long);
  }
}

beforeAll(async () => {
  test = await openDetailsTest('nightly');
  place = test.packPlace;
});
beforeEach(async () => {
  await test.reset();
  details = test.details;
});
afterAll(() => place.stop());

const placeRegistryPack = (id: string, version: string) => place.world.comfyui.placeRegistryPack(id, version);
const placeClone = (repo: string, options = {}) => place.world.comfyui.placeClone('adaquill', repo, options);

describe('nightly', () => {
  it('counts commits since the tag of the newest release and of the installed one', async () => {
    await placeRegistryPack('Demo-Upscaler', '1.0.0');
    const found = await details.nightly('Demo-Upscaler', false);
    expect(found).toMatchObject({
      commit: await place.world.git.hashOf('adaquill', 'Demo-Upscaler'),
      date: expect.stringMatching(/^2025-10-01T07:00:00/),
      release: { from: '1.2.0', basis: 'tag', count: 1, commits: [{ subject: 'Plans for the next version' }] },
      installed: { from: '1.0.0', basis: 'tag', count: 3 },
      notice: null,
    });
  });

  it('counts from the publish date where the release has no tag, and says so', async () => {
    const cwd = place.world.git.bareDir('adaquill', 'Install-Note');
    await git(['update-ref', '-d', 'refs/tags/v1.2.0'], { cwd });
    const found = await details.nightly('install-note', false);
    expect(found.release).toMatchObject({ basis: 'date', since: '2025-08-21T18:05:00.000Z', count: 1 });
    expect(found.release?.commits.map(({ subject }) => subject)).toEqual(['Plans for the next version']);
    expect(found.installed).toBeNull();
  });

  it('says how far a clone is behind, fetches again when old, and keeps what it knew', async () => {
    await placeClone('Prompt-Garden', { behind: 2 });
    expect((await details.nightly('Prompt-Garden', false)).installed).toMatchObject({ basis: 'commit', count: 2 });
    await place.world.git.commit('adaquill', 'Prompt-Garden', {
      message: 'One more\n\nWith words',
      files: { b: '1' },
      date: '2025-10-05T00:00:00Z',
    });
    expect((await details.nightly('Prompt-Garden', false)).installed?.count).toBe(2);
    await ageHistories();
    const again = await details.nightly('Prompt-Garden', false);
    expect(again.installed?.commits[0]?.subject).toBe('One more');
    expect(again.installed?.count).toBe(3);
    place.world.git.fault('adaquill', 'Prompt-Garden', { kind: 'status', status: 503 });
    const cached = await details.nightly('Prompt-Garden', true);
    expect(cached).toMatchObject({ installed: { count: 3 } });
    expect(cached.notice).toEqual(saying(/^Asking .+ for its history failed/));
  });

  it('brings commits only: no file of the repository', async () => {
    await details.nightly('Demo-Upscaler', false);
    const [name = ''] = readdirSync(test.cachePath('histories'));
    const kinds = await git(['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)'], {
      cwd: test.cachePath('histories', name),
    });
    expect([...new Set(kinds.split('\n'))]).toEqual(['commit']);
  });
});

describe('changes', () => {
  it('are the notes of the releases between what is installed and the newest', async () => {
    await placeRegistryPack('Demo-Upscaler', '1.0.0');
    const found = await details.changes('Demo-Upscaler', { from: null, to: null });
    expect(found).toMatchObject({ from: '1.0.0', to: '1.2.0', commits: null });
    expect(found.releases.map(({ version, changelog }) => [version, changelog.length > 5])).toEqual([
      ['1.2.0', true],
      ['1.1.0', true],
    ]);
    const back = await details.changes('Demo-Upscaler', { from: '1.2.0', to: '1.0.0' });
    expect(back.releases).toEqual([]);
  });

  it('are commits for a clone, and from a release to nightly', async () => {
    await placeClone('ComfyUI-Paper-Lantern', { behind: 1 });
    const clone = await details.changes('ComfyUI-Paper-Lantern', { from: null, to: null });
    expect(clone).toMatchObject({ to: 'nightly', commits: { basis: 'commit', count: 1 } });
    const release = await details.changes('Demo-Upscaler', { from: '1.1.0', to: 'nightly' });
    expect(release).toMatchObject({ from: '1.1.0', commits: { basis: 'tag', count: 2 } });
  });
});

describe('what an update of a clone changes', () => {
  const owner = 'adaquill';
  const node = (name: string, inputs: string) =>
    `class ${name}:\n    @classmethod\n    def INPUT_TYPES(cls):\n        return {"required": {${inputs}}}\n    RETURN_TYPES = ("IMAGE",)\n`;
  const listOf = (...names: string[]) =>
    `NODE_CLASS_MAPPINGS = {${names.map((one) => `"${one}": ${one}`).join(', ')}}\n`;
  const init = 'from .nodes import NODE_CLASS_MAPPINGS\n';
  const date = '2025-10-01T00:00:00Z';
  const big = randomBytes(400_000);

  /** A clone of the first commit; the others are only on the remote. */
  async function placeBehind(
    repo: string,
    first: Record<string, string | Buffer>,
    then: Record<string, string | Buffer | null>,
  ) {
    await place.world.git.createRepo(owner, repo, [{ message: 'One', files: first, date }]);
    const dir = await placeClone(repo);
    await place.world.git.commit(owner, repo, { message: 'Two', files: then, date });
    return { dir, to: await place.world.git.hashOf(owner, repo) };
  }
  const objectsOf = (cwd: string) => git(['cat-file', '--batch-all-objects', '--batch-check'], { cwd });

  it('is read out of both commits, fetches the files that changed and nothing else, and leaves the clone alone', async () => {
    const many = (text: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`part_${at}.py`, `# ${text} ${at}\n`]));
    const { dir, to } = await placeBehind(
      'Wool-Nodes',
      {
        ...{ ...many('one'), '__init__.py': init, '.gitattributes': 'nodes.py export-ignore\n' },
        'nodes.py': `${node('Knit', '"wool": ("INT",), "size": ("INT",)')}${node('Spin', '"wool": ("INT",)')}${listOf('Knit', 'Spin')}`,
      },
      {
        'nodes.py': `${node('Knit', '"wool": ("INT",), "colour": ("INT",)')}${listOf('Knit')}`,
        ...many('two'),
        'big.bin': big,
        'README.md': '# Wool\n',
      },
    );
    const before = await objectsOf(dir);
    place.world.forgetRequests();
    const sent = place.world.git.sentBytes();
    const found = await details.updateRisk('Wool-Nodes', to);
    expect(found).toMatchObject({
      ...{ removedClasses: ['Spin'], nodesUnknown: null },
      changedNodes: [{ name: 'Knit', added: ['colour'], removed: ['size'], hasOtherOutputs: false }],
      requirements: { added: [], changed: [], removed: [] },
    });
    expect(await objectsOf(dir)).toBe(before);
    const requested = place.world.requests().length;
    // Three for the commit with its trees, three for the readme, and three for all Python files that changed together.
    expect(requested).toBeLessThanOrEqual(9);
    expect(place.world.git.sentBytes() - sent).toBeLessThan(big.length);
    expect(await details.updateRisk('Wool-Nodes', to)).toEqual(found);
    // The plan of the same review asks what the newest commit requires.
    expect(await details.requestedLines('Wool-Nodes', { to })).toMatchObject({ lines: [] });
    expect(place.world.requests()).toHaveLength(requested);
    expect(readdirSync(test.cachePath('reading'))).toEqual([]);
  });

  it('has one clone answer for the nodes and for what is asked for, when both are wished at once', async () => {
    const { to } = await placeBehind(
      'Pair-Nodes',
      { '__init__.py': init, 'nodes.py': `${node('Knit', '')}${listOf('Knit')}` },
      { 'requirements.txt': 'tinydep\n' },
    );
    place.world.forgetRequests();
    const risk = details.updateRisk('Pair-Nodes', to);
    await expect.poll(() => place.world.requests().length).toBeGreaterThan(0);
    const requested = await details.requestedLines('Pair-Nodes', { to });
    expect(requested.lines.map(({ text }) => text)).toEqual(['tinydep']);
    expect(await risk).toMatchObject({ requirements: { added: ['tinydep'] }, removedClasses: [] });
    const clones = place.world.requests().filter(({ path }) => path.includes('/info/refs'));
    expect(clones.length).toBeLessThanOrEqual(2);
  });

  it('finds nodes by names in the encoding that their file declares', async () => {
    const list = (comment: string) =>
      Buffer.from(`# -*- coding: latin-1 -*-\n# ${comment}\nNODE_CLASS_MAPPINGS = {"Größe": int}\n`, 'latin1');
    const { to } = await placeBehind(
      'Latin-Nodes',
      { '__init__.py': init, 'nodes.py': list('one') },
      { 'nodes.py': list('two') },
    );
    expect(await details.updateRisk('Latin-Nodes', to)).toMatchObject({ removedClasses: [], nodesUnknown: null });
  });

  it('tells what is asked for where nobody can read the nodes, and reads them at the next question', async () => {
    const { to } = await placeBehind(
      'Late-Nodes',
      { '__init__.py': init, 'nodes.py': `${node('Knit', '')}${node('Spin', '')}${listOf('Knit', 'Spin')}` },
      { 'nodes.py': `${node('Knit', '')}${listOf('Knit')}`, 'requirements.txt': 'tinydep\n' },
    );
    const python = vi.spyOn(place.python, 'environment').mockRejectedValueOnce(new Error('No Python answers.'));
    const requirements = { added: ['tinydep'], changed: [], removed: [] };
    expect(await details.updateRisk('Late-Nodes', to)).toMatchObject({
      ...{ requirements, removedClasses: null },
      nodesUnknown: { why: 'not-read' },
    });
    python.mockRestore();
    expect(await details.updateRisk('Late-Nodes', to)).toMatchObject({ requirements, removedClasses: ['Spin'] });
  });

  it('is told of the version that is named, be it older than the newest, and of none that there is not', async () => {
    const { to: second } = await placeBehind(
      'Step-Nodes',
      { '__init__.py': init, 'nodes.py': `${node('Knit', '')}${node('Spin', '')}${listOf('Knit', 'Spin')}` },
      { 'nodes.py': `${node('Knit', '')}${listOf('Knit')}`, 'requirements.txt': 'tinydep\n' },
    );
    await place.world.git.commit(owner, 'Step-Nodes', { message: 'Three', date, files: { 'nodes.py': listOf() } });
    await git(['tag', 'v2', second], { cwd: place.world.git.bareDir(owner, 'Step-Nodes') });
    for (const to of [second, 'v2'])
      expect(await details.updateRisk('Step-Nodes', to), to).toMatchObject({
        ...{ removedClasses: ['Spin'], nodesUnknown: null },
        requirements: { added: ['tinydep'] },
      });
    const newest = await details.updateRisk('Step-Nodes', 'nightly');
    expect(newest.removedClasses?.toSorted()).toEqual(['Knit', 'Spin']);
    await placeRegistryPack('Demo-Upscaler', '1.0.0');
    expect(await details.updateRisk('Demo-Upscaler', 'latest')).toEqual(
      await details.updateRisk('Demo-Upscaler', '1.2.0'),
    );
    const none = { code: 'version-not-found' };
    for (const to of ['f'.repeat(40), 'fffffff', 'no-such-branch'])
      await expect(details.updateRisk('Step-Nodes', to), to).rejects.toMatchObject(none);
    for (const to of ['9.9.9', 'no-version'])
      await expect(details.updateRisk('Demo-Upscaler', to), to).rejects.toMatchObject(none);
  });

  it('is not known where the list is made as the pack loads, and never a removal', async () => {
    const loop = 'NODE_CLASS_MAPPINGS = {}\nfor name in open("list"):\n    NODE_CLASS_MAPPINGS[name] = int\n';
    const { to } = await placeBehind(
      'Made-Nodes',
      { '__init__.py': init, 'nodes.py': `${node('Knit', '')}${listOf('Knit')}` },
      { 'nodes.py': loop },
    );
    const found = await details.updateRisk('Made-Nodes', to);
    expect(found).toMatchObject({
      removedClasses: null,
      nodesUnknown: { why: 'made-as-it-loads', version: 'new', place: 'nodes.py:3' },
    });
  });
});
