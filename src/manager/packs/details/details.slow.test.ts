import { readdirSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PackDetails } from '../../../contract/packs/pack-details';
import { formatMessage } from '../../../contract/text/message';
import { removeInside } from '../../../base/files/move-files';
import { explainPolicy, type PolicyInputs } from '../../installation/policy';
import type { PolicyOperation } from '../../installation/policy-table';
import type { PackDetailsReader } from './details';
import { openDetailsTest, type DetailsTest } from '../testing/pack-details';
import type { PackPlace } from '../testing/pack-place';
import { saying } from '../../../base/testing/saying';

let test: DetailsTest;
let place: PackPlace;
let details: PackDetailsReader;

const policy: PolicyInputs = {
  level: 'normal',
  networkMode: 'public',
  isLoopback: true,
  flags: { allow_git_url_install: false, allow_pip_install: false, allow_flagged_nodepack_install: false },
};
const verdictOf = (row: PolicyOperation) => explainPolicy(row, policy);

beforeAll(async () => {
  test = await openDetailsTest('details');
  place = test.packPlace;
});
beforeEach(async () => {
  await test.reset();
  details = test.details;
});
afterAll(() => place.stop());

const placeRegistryPack = (id: string, version: string) => place.world.comfyui.placeRegistryPack(id, version);
const placeClone = (repo: string, options = {}) => place.world.comfyui.placeClone('adaquill', repo, options);

describe('details of a pack', () => {
  it('tells of an installed release: size, import, license, links, status and policy', async () => {
    const dir = await placeRegistryPack('Demo-Upscaler', '1.1.0');
    await writeFile(join(dir, 'big.bin'), Buffer.alloc(250_000));
    test.imports = [{ path: dir, seconds: 0.4, hasFailed: false }];
    const found = PackDetails.parse(await details.details('demo-upscaler', verdictOf));
    expect(found).toMatchObject({
      onDisk: { path: dir, source: 'registry', isPartial: false },
      lastImport: { seconds: 0.4, hasFailed: false },
      license: 'MIT',
      links: {
        repository: 'https://github.com/adaquill/Demo-Upscaler',
        issues: 'https://github.com/adaquill/Demo-Upscaler/issues',
      },
      security: { status: 'active', version: '1.1.0', origin: 'registry', hasInstallScript: false },
      notice: null,
    });
    expect(found.security.verdicts.map(({ operation, allowed }) => [operation, allowed])).toEqual([['update', true]]);
    expect(found.onDisk?.sizeBytes).toBeGreaterThan(250_000);
    expect(found.onDisk?.files).toBeGreaterThan(5);
  });

  it('says what the registry thinks of the installed version, and what is not of the registry', async () => {
    await placeRegistryPack('watched-pack', '1.1.0');
    await placeClone('ComfyUI-Paper-Lantern');
    const flagged = await details.details('watched-pack', verdictOf);
    expect(flagged.security).toMatchObject({ status: 'flagged', version: '1.1.0' });
    const clone = await details.details('ComfyUI-Paper-Lantern', verdictOf);
    expect(clone.security).toMatchObject({ status: 'none', version: null, origin: 'git-listed' });
  });

  it('names the rows an installation answers to, by where the pack comes from', async () => {
    const rows = async (key: string) =>
      (await details.details(key, verdictOf)).security.verdicts.map(({ operation }) => operation);
    expect(await rows('Demo-Upscaler')).toEqual(['install-registry']);
    expect(await rows('wired-shapes')).toEqual(['install-registry', 'install-nightly']);
    expect(await rows('https://github.com/nobody/unlisted')).toEqual(['install-registry', 'install-git-url']);
    await expect(rows('no-such-pack')).rejects.toMatchObject({ code: 'pack-not-found' });
  });

  it('does not wait for a registry that says nothing, and shows what it said before', async () => {
    await details.versions('Demo-Upscaler');
    const file = join(test.cachePath(), 'versions');
    for (const name of readdirSync(file)) {
      const path = join(file, name);
      const text = JSON.stringify({
        at: '2025-11-01T00:00:00Z',
        value: (await details.versions('Demo-Upscaler')).versions,
      });
      await writeFile(path, text);
    }
    place.world.registry.apiFaults.set('*', { kind: 'hang' });
    await placeRegistryPack('Demo-Upscaler', '1.2.0');
    const startedMs = performance.now();
    const found = await test.open().details('Demo-Upscaler', verdictOf);
    expect(performance.now() - startedMs).toBeLessThan(6000);
    expect(found).toMatchObject({ security: { status: 'active' }, notice: saying('no answer') });
  });
});

describe('readme', () => {
  it('is read from the folder of an installed pack, without the network', async () => {
    await placeRegistryPack('Demo-Upscaler', '1.2.0');
    place.world.forgetRequests();
    const found = await details.readme('Demo-Upscaler', false);
    expect(found).toMatchObject({ origin: 'disk', asOf: null, file: { name: 'README.md', isCut: false } });
    expect(found.linkBase).toBe('https://github.com/adaquill/Demo-Upscaler/blob/HEAD/');
    expect(place.world.requests()).toEqual([]);
  });

  it('does not follow a link out of the pack', async () => {
    const dir = await placeRegistryPack('prompt-garden', '1.2.0');
    await removeInside(dir, 'README.md');
    await symlink('/etc/hostname', join(dir, 'README.md'));
    const found = await details.readme('prompt-garden', false);
    expect(found.origin).toBe('repository');
    expect(found.file?.text).toContain('Prompt Garden');
  });

  it('comes from the repository of a pack that is not installed, once, and is kept with its date', async () => {
    place.world.forgetRequests();
    const found = await details.readme('ComfyUI-Paper-Lantern', false);
    expect(found).toMatchObject({ origin: 'repository', notice: null, file: { name: 'README.md' } });
    expect(found.file?.text).toContain('Soft light for portraits');
    const requested = place.world.requests().length;
    expect(requested).toBeGreaterThan(0);
    await details.readme('ComfyUI-Paper-Lantern', false);
    expect(place.world.requests()).toHaveLength(requested);
    place.world.git.fault('adaquill', 'ComfyUI-Paper-Lantern', { kind: 'status', status: 503 });
    const cached = await details.readme('ComfyUI-Paper-Lantern', true);
    expect(cached).toMatchObject({ file: found.file, asOf: found.asOf });
    expect(cached.notice).toEqual(saying(/^Reading files of .+ failed: /));
    expect((await details.details('ComfyUI-Paper-Lantern', verdictOf)).license).toBe('MIT');
    expect(readdirSync(join(test.cachePath(), 'reading'))).toEqual([]);
  });

  it('says why it cannot be had, and keeps offline mode', async () => {
    place.world.git.fault('adaquill', 'ComfyUI-Nested-Boxes', { kind: 'status', status: 404 });
    await expect(details.readme('ComfyUI-Nested-Boxes', false)).rejects.toMatchObject({ code: 'git-failed' });
    await place.config.set({ network_mode: 'offline' });
    place.world.forgetRequests();
    await expect(details.readme('ComfyUI-Nested-Boxes', false)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('network_mode = offline'),
    });
    expect(place.world.requests()).toEqual([]);
  });

  it('is cut when it is a book, and refused when it is a library', async () => {
    const repo = 'Long-Words';
    const commit = (text: string) =>
      place.world.git.commit('adaquill', repo, {
        message: 'x',
        files: { 'README.md': text },
        date: '2025-10-02T00:00:00Z',
      });
    await place.world.git.createRepo('adaquill', repo, [
      { message: 'x', files: { 'README.md': 'word '.repeat(60_000) }, date: '2025-10-01T00:00:00Z' },
    ]);
    const key = `https://github.com/adaquill/${repo}`;
    const found = await details.readme(key, false);
    expect(found.file).toMatchObject({ isCut: true });
    expect(found.file?.text.length).toBeLessThanOrEqual(128 * 1024);
    await commit('word '.repeat(300_000));
    expect((await details.readme(key, true)).notice).toEqual(saying(/longer than 1 MiB/));
  });
});

describe('requirements', () => {
  const standings = async (key: string) =>
    (await details.requirements(key, false)).requirements.map(({ text, standing, installed }) => [
      text,
      standing,
      installed,
    ]);

  it('tells each line of an installed pack against what is installed', async () => {
    await place.world.comfyui.placeFiles({
      'needy/requirements.txt':
        '--extra-index-url https://example.invalid\n# words\ntinydep>=1.0\ntorch==2.6.0\nnumpy  # any\nonly-there; sys_platform == "nowhere"\ngit+https://github.com/a/b\n',
      'needy/pyproject.toml': '[project]\nname = "needy"\ndependencies = ["TinyDep", "more-of-it<2"]\n',
    });
    const found = await details.requirements('needy', false);
    expect(found).toMatchObject({ origin: 'disk', problem: null });
    expect(found.requirements.map(({ text, standing, source }) => [text, standing, source])).toEqual([
      ['tinydep>=1.0', 'missing', 'requirements.txt line 3'],
      ['torch==2.6.0', 'unmet', 'requirements.txt line 4'],
      ['numpy', 'met', 'requirements.txt line 5'],
      ['only-there; sys_platform == "nowhere"', 'skipped', 'requirements.txt line 6'],
      ['git+https://github.com/a/b', 'unknown', 'requirements.txt line 7'],
    ]);
    const torch = found.requirements.find(({ name }) => name === 'torch');
    expect(torch).toMatchObject({ installed: '2.7.1', note: saying('blacklist') });
  });

  it('asks the registry for a release and the repository for the rest of what is not installed', async () => {
    expect(await standings('tidy-latents')).toEqual([['tinydep>=1.0', 'missing', null]]);
    expect((await details.requirements('tidy-latents', false)).origin).toBe('registry');
    expect((await details.requirements('ComfyUI-Paper-Lantern', false)).origin).toBe('repository');
    expect(await standings('ComfyUI-Paper-Lantern')).toEqual([]);
  });
});

describe('optional groups of a release', () => {
  const requested = async (to: string, groups: string[]) => {
    const { lines, doubts } = await details.requestedLines('tidy-latents', { to, groups });
    const own = lines.filter(({ source }) => source.startsWith('pyproject.toml ['));
    return {
      lines: own.map(({ text, source }) => `${text} by ${source}`),
      doubts: doubts.map((doubt) => formatMessage(doubt)),
    };
  };
  const newest = expect.stringContaining('so the newest commit of its repository was read');

  it('are those of the newest commit before its download, which the plan says and nobody is refused by', async () => {
    expect(await requested('1.0.0', ['names'])).toEqual({
      lines: ['cvlib by pyproject.toml [names]'],
      doubts: [newest],
    });
    expect(await requested('1.0.0', ['other'])).toEqual({
      lines: [],
      doubts: [newest, expect.stringContaining('has no optional group "other". If this version has none either')],
    });
  });

  it('are known to nobody before its download where its repository does not answer', async () => {
    place.world.git.fault('adaquill', 'ComfyUI-Tidy-Latents', { kind: 'status', status: 503 });
    expect(await requested('1.0.0', ['names'])).toEqual({
      lines: [],
      doubts: [expect.stringContaining('is not known before the download')],
    });
  });

  it('are those of its own files where they are on the disk, enabled or not', async () => {
    const options = { disabled: true };
    const dir = await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0', options);
    const project =
      '[project]\nname = "tidy-latents"\nversion = "1.0.0"\n[project.optional-dependencies]\nold = ["numpy"]\n';
    await writeFile(join(dir, 'pyproject.toml'), project);
    expect(await requested('1.0.0', ['old'])).toEqual({ lines: ['numpy by pyproject.toml [old]'], doubts: [] });
    await expect(requested('1.0.0', ['names'])).rejects.toMatchObject({ remedy: 'It has these: old.' });
    expect((await requested('1.2.0', ['names'])).doubts).toEqual([newest]);
  });
});
