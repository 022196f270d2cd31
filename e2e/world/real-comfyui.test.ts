import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git } from './git-repos';
import { createVenv, pythonOf, runProgram, sitePackagesOf } from './python-env';
import { recogniseComfyUi, type RealComfyUi } from './real-comfyui';
import { createWorld, type World } from './world';

let root: string;
let checkout: string;

const sources = {
  'main.py': 'import torch\nimport comfyui_version\nprint(comfyui_version.__version__, torch.__version__)\n',
  'comfyui_version.py': '__version__ = "0.19.3"\n',
  'requirements.txt': 'torch\n',
  'nodes.py': '',
  'server.py': '',
  'comfy/cli_args.py': '',
  '.gitignore': 'venv*/\n__pycache__/\n',
};

async function writeAll(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const inside = (args: string[]) => git(['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: checkout });

/** A made-up checkout: two releases, a branch of its own, something not committed, and an environment with one package. */
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'real-comfyui-')));
  checkout = join(root, 'Comfy UI');
  await mkdir(checkout);
  await inside(['init', '--quiet', '--initial-branch', 'main']);
  await writeAll(checkout, { ...sources, 'comfyui_version.py': '__version__ = "0.19.2"\n' });
  await inside(['add', '.']);
  await inside(['commit', '--quiet', '-m', 'ComfyUI v0.19.2']);
  await inside(['tag', 'v0.19.2']);
  await inside(['checkout', '--quiet', '--detach']);
  await writeAll(checkout, sources);
  await inside(['commit', '--quiet', '--all', '-m', 'ComfyUI v0.19.3']);
  await writeFile(join(checkout, 'nodes.py'), '# being worked on\n');
  await createVenv(join(checkout, 'venv'));
  const packages = await sitePackagesOf(join(checkout, 'venv'));
  await writeAll(packages, {
    'torch/__init__.py': '__version__ = "2.9.1"\n',
    'torch-2.9.1.dist-info/METADATA': 'Metadata-Version: 2.1\nName: torch\nVersion: 2.9.1\n',
    'torch-2.9.1.dist-info/RECORD':
      'torch/__init__.py,,\ntorch-2.9.1.dist-info/METADATA,,\ntorch-2.9.1.dist-info/RECORD,,\n',
  });
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('recognition', () => {
  it('says where a checkout stands and which environment is its own', async () => {
    expect(await recogniseComfyUi(checkout)).toEqual({
      folder: checkout,
      commit: await inside(['rev-parse', 'HEAD']),
      version: '0.19.3',
      venvDir: join(checkout, 'venv'),
    });
  });

  it.each([
    { name: 'nowhere', sentence: /COMFYUI_SRC: .+nowhere is not there\. Name the folder/ },
    { name: 'other', files: { 'main.py': '' }, sentence: /is no ComfyUI: it has no nodes\.py\. Name the folder/ },
    { name: 'no git', files: sources, sentence: /is not under git, and the world works on a clone\. Name a checkout/ },
  ])('refuses the folder "$name" with a sentence', async ({ name, files = {}, sentence }) => {
    await writeAll(join(root, name), files);
    await expect(recogniseComfyUi(join(root, name))).rejects.toThrow(sentence);
  });
});

describe('a world on a real checkout', () => {
  let real: RealComfyUi;
  let world: World;
  let before: string;

  beforeAll(async () => {
    real = await recogniseComfyUi(checkout);
    before = await traceOf(checkout);
    world = await createWorld({ name: 'real', real });
  });

  afterAll(() => world.stop());

  it('has a clone of it, at its commit, with github.com as its remote', async () => {
    const { path } = world.comfyui;
    expect(await git(['rev-parse', 'HEAD'], { cwd: path })).toBe(real.commit);
    expect(await git(['status', '--porcelain'], { cwd: path })).toBe('');
    expect(await git(['remote', 'get-url', 'origin'], { cwd: path })).toBe('https://github.com/comfyanonymous/ComfyUI');
    expect(await world.git.hashOf('comfyanonymous', 'ComfyUI', 'v0.19.2')).toMatch(/^[0-9a-f]{40}$/);
    expect(world.settings).toMatchObject({ 'comfyui.arguments': '--cpu' });
  });

  it('runs it with an environment of its own, in which installs stay', async () => {
    const { path, python } = world.comfyui;
    const ran = await runProgram(python, ['main.py'], { cwd: path });
    expect(ran.output.trim()).toBe('0.19.3 2.9.1');
    const pip = ['-m', 'pip', 'install', '--quiet', '--index-url', world.index.indexUrl, 'tinydep'];
    expect(await runProgram(python, pip, { env: { ...process.env, ...world.env } })).toMatchObject({ code: 0 });
    expect(await runProgram(python, ['-m', 'pip', 'uninstall', '--quiet', '--yes', 'torch'])).toMatchObject({
      code: 0,
    });
    expect((await runProgram(pythonOf(join(checkout, 'venv')), ['-c', 'import tinydep'])).code).toBe(1);
  });

  it('leaves the checkout as it was', async () => {
    expect(await traceOf(checkout)).toBe(before);
    expect(await readFile(join(checkout, 'nodes.py'), 'utf8')).toBe('# being worked on\n');
  });
});

/** Names, sizes and times of everything in a folder, but for the byte code that Python writes when it is used. */
async function traceOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const traces = files
    .filter((file) => !file.includes('__pycache__'))
    .map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return `${file} ${size} ${mtimeMs}`;
    });
  return (await Promise.all(traces)).sort().join('\n');
}
