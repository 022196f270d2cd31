import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from './environment';

describe('what ComfyUI runs in', () => {
  let root: string;
  let site: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'environment ünï-'));
    site = join(root, 'venv', 'lib', 'python3.12', 'site-packages');
    await mkdir(join(site, 'torch'), { recursive: true });
    await mkdir(join(site, 'torch-2.7.1.dist-info'));
    await mkdir(join(site, 'torchvision-0.22.1.dist-info'));
    await mkdir(join(site, 'pip-25.0.dist-info'));
    await writeFile(join(site, 'torch', 'version.py'), "cuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n");
    await writeFile(join(root, 'venv', 'pyvenv.cfg'), 'version = 3.12.1\n');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** The python room as it answers for such a folder. */
  const python = () => ({
    environment: async () => ({
      ...{ interpreter: join(root, 'venv', 'bin', 'python'), tool: 'pip' as const, uv: null },
      ...{ pythonVersion: '3.12.1', sitePackagesDirs: [site], isEmbedded: false },
    }),
    frozenPackages: async () =>
      new Map([
        ['torchvision', { version: '0.22.1', address: null }],
        ['torch', { version: '2.7.1', address: null }],
        ['pip', { version: '25.0', address: null }],
        ['mine', { version: '1.0', address: `git+https://me:s3cret@example.com/mine` }],
        ['local', { version: '1.0', address: `file://${homedir()}/wheels/local.whl` }],
      ]),
  });

  it('is read from its files, torch and what it was built for among them', async () => {
    const found = await readEnvironment(python(), () => Promise.resolve('v0.3.62'));
    expect(found).toMatchObject({
      python: { version: '3.12.1', kind: 'venv' },
      tool: { name: 'pip', version: '25.0' },
      torch: { version: '2.7.1', accelerator: 'cuda', runtime: '12.8' },
    });
    expect(found.torch?.family.map(({ name }) => name)).toEqual(['torch', 'torchvision']);
    expect(found.packages.map(({ name }) => name)).toEqual(['local', 'mine', 'pip', 'torch', 'torchvision']);
  });

  it('gives away neither a login nor whose machine it is', async () => {
    const { report, packages } = await readEnvironment(python(), () => Promise.resolve(null));
    expect(report).not.toContain('s3cret');
    expect(report).not.toContain(homedir());
    expect(packages[0]?.address).toBe('file://~/wheels/local.whl');
  });

  it('knows a conda environment, a portable build, and a Python of the system', async () => {
    const kindOf = async () => (await readEnvironment(python(), () => Promise.resolve(null))).python.kind;
    await rm(join(root, 'venv', 'pyvenv.cfg'));
    expect(await kindOf()).toBe('system');
    await mkdir(join(root, 'venv', 'conda-meta'));
    await writeFile(join(root, 'venv', 'conda-meta', 'python-3.12.1-h1.json'), '{}');
    expect(await kindOf()).toBe('conda');
    await writeFile(join(root, 'venv', 'python312._pth'), '');
    expect(await kindOf()).toBe('portable');
  });
});
