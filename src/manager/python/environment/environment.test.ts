import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addUv, createVenv, pythonOf } from '../../../../e2e/world/python-env';
import type { Installation } from '../../../contract/installation';
import { AppSettings } from '../../../contract/settings';
import { onlyWhere } from '../../../base/testing/only-where';
import { openInterpreter } from './environment';
import { chooseInterpreter, findInterpreter } from './interpreter';
import { readDistributions } from '../packages/packages';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'envs ünï 日本-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(name: string, content = ''): Promise<string> {
  const file = join(root, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o755);
  return file;
}

const installation = (changes: Partial<Installation> = {}): Installation => ({
  ...{ kind: 'git', rootDir: root, comfyDir: root, baseDir: root, interpreter: null, version: null },
  ...{ customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user') },
  ...changes,
});
const open = async (given: Record<string, string> = {}, changes: Partial<Installation> = {}) => {
  const settings = AppSettings.parse(given);
  return openInterpreter(await chooseInterpreter(installation(changes), settings['python.interpreter']), settings);
};

/** A venv by its files alone; its interpreter fails when it is started, so that a start is noticed. */
async function putDeadVenv(name: string, config: string): Promise<string> {
  const python = await put(`${name}/bin/python`, '#!/bin/sh\nexit 9\n');
  await put(`${name}/pyvenv.cfg`, config);
  await put(`${name}/lib/python3.12/site-packages/pip-24.0.dist-info/METADATA`);
  return python;
}

describe('findInterpreter', () => {
  const windows = [
    'python_embeded/python.exe',
    'python_embedded/python.exe',
    '.venv/Scripts/python.exe',
    'venv/Scripts/python.exe',
    'env/python.exe',
  ];
  const posix = ['.venv/bin/python', 'venv/bin/python', 'env/bin/python3'];
  it.each([
    ['win32' as const, windows],
    ['linux' as const, posix],
  ])('prefers the portable Python, then .venv, venv, conda (%s)', async (platform, names) => {
    expect(await findInterpreter([root], platform)).toBeNull();
    for (const name of [...names].reverse()) {
      const file = await put(name);
      expect(await findInterpreter([join(root, 'elsewhere'), root], platform)).toBe(file);
    }
  });
});

describe(
  'the Python of an installation',
  onlyWhere(process.platform !== 'win32', 'the interpreters of these tests are shell scripts'),
  () => {
    it.each([
      ['venv', 'home = /usr/bin\nversion = 3.12.4\n', '3.12.4'],
      ['virtualenv', 'version_info = 3.12.4.final.0\nversion = 20.26\n', '3.12.4'],
      [
        'uv',
        'home = /x\nimplementation = CPython\nuv = 0.13\nversion_info = 3.12.4\ninclude-system-site-packages = false\n',
        '3.12.4',
      ],
    ])('reads what %s wrote, without starting Python', async (_maker, config, version) => {
      const interpreter = await putDeadVenv('venv', config);
      expect(await open({ 'python.tool': 'pip' })).toEqual({
        ...{ interpreter, tool: 'pip', uv: null, pythonVersion: version, isEmbedded: false },
        sitePackagesDirs: [join(root, 'venv', 'lib', 'python3.12', 'site-packages')],
      });
    });

    it('knows a conda environment by its records', async () => {
      await put('env/bin/python', '#!/bin/sh\nexit 9\n');
      await put('env/conda-meta/python-3.12.7-h1.json');
      await put('env/lib/python3.12/site-packages/pip-24.0.dist-info/METADATA');
      expect((await open({ 'python.tool': 'pip' })).pythonVersion).toBe('3.12.7');
    });

    it('prefers the setting, also as a folder or relative, then what was recognised', async () => {
      const config = 'version = 3.12.1\n';
      const [first, second, third] = [
        await putDeadVenv('one', config),
        await putDeadVenv('two', config),
        await putDeadVenv('venv', config),
      ];
      const tool = { 'python.tool': 'pip' };
      expect((await open({ ...tool, 'python.interpreter': first }, { interpreter: second })).interpreter).toBe(first);
      expect((await open({ ...tool, 'python.interpreter': 'one' }, { interpreter: second })).interpreter).toBe(first);
      expect((await open(tool, { interpreter: second })).interpreter).toBe(second);
      expect((await open(tool, { interpreter: join(root, 'gone') })).interpreter).toBe(third);
    });

    it('asks Python once when its files do not tell enough', async () => {
      const venvDir = join(root, 'venv');
      await createVenv(venvDir);
      const file = join(venvDir, 'pyvenv.cfg');
      const config = await readFile(file, 'utf8');
      await writeFile(file, config.replace(/(include-system-site-packages = )false/, '$1true'));
      const found = await open({ 'python.tool': 'pip' });
      expect(found.sitePackagesDirs.length).toBeGreaterThan(1);
      expect(found.pythonVersion).toMatch(/^3\.\d+\.\d+/);
      expect((await readDistributions(found.sitePackagesDirs)).has('pip')).toBe(true);
    });

    it('takes the uv of the environment, and pip without one when it is told to', async () => {
      const venvDir = join(root, 'venv');
      await createVenv(venvDir);
      const uv = await addUv(venvDir);
      expect(uv).toEqual({ added: true });
      expect(await open()).toMatchObject({
        tool: 'uv',
        uv: join(venvDir, 'bin', 'uv'),
        interpreter: pythonOf(venvDir),
      });
      expect(await open({ 'python.tool': 'pip' })).toMatchObject({ tool: 'pip', uv: null });
    });

    it('finds a uv on PATH that answers, past one that does not', async () => {
      await putDeadVenv('venv', 'version = 3.12.1\n');
      await put('shims/uv', '#!/bin/sh\nexit 127\n');
      const uv = await put('real bin/uv', '#!/bin/sh\necho uv 0.13\n');
      const { PATH } = process.env;
      process.env['PATH'] = `${join(root, 'shims')}:${dirname(uv)}`;
      try {
        expect(await open()).toMatchObject({ tool: 'uv', uv });
        await rm(uv);
        expect(await open()).toMatchObject({ tool: 'pip' });
        await expect(open({ 'python.tool': 'uv' })).rejects.toMatchObject({ code: 'environment-missing' });
      } finally {
        process.env['PATH'] = PATH;
      }
    });

    it.each([
      ['no Python at all', async () => open(), /No Python was found/],
      ['a setting that leads nowhere', async () => open({ 'python.interpreter': 'gone' }), /python\.interpreter/],
      [
        'a Python that does not run',
        async () => open({ 'python.interpreter': await put('bad/bin/python', '#!/bin/sh\nexit 9\n') }),
        /does not run/,
      ],
      [
        'an environment without pip',
        async () => {
          await putDeadVenv('venv', 'version = 3.12.1\n');
          await rm(join(root, 'venv/lib/python3.12/site-packages/pip-24.0.dist-info'), { recursive: true });
          await put('venv/lib/python3.12/site-packages/x.py');
          return open({ 'python.tool': 'pip' });
        },
        /neither uv nor pip/,
      ],
    ])('says what is wrong with %s', async (_what, work, message) => {
      const error: unknown = await work().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'environment-missing',
        message: expect.stringMatching(message),
        remedy: expect.any(String),
      });
    });

    it('marks the portable Python, whose user packages must not count', async () => {
      await putDeadVenv('python_embeded', 'version = 3.12.1\n');
      expect((await open({ 'python.tool': 'pip' })).isEmbedded).toBe(true);
    });
  },
);

describe('readDistributions', () => {
  it('reads names and versions from folder names, normalised; half-removed ones do not count', async () => {
    const names = [
      'Foo_Bar.baz-1.0.dist-info',
      'old-2.0-py3.11.egg-info',
      '~umpy-1.0.dist-info',
      'numpy-2.0.0+cu1.dist-info',
    ];
    for (const name of names) await put(`site/${name}/METADATA`);
    await put('later/numpy-1.0.dist-info/METADATA');
    const found = await readDistributions([join(root, 'site'), join(root, 'later'), join(root, 'missing')]);
    expect([...found.values()].map(({ name, version }) => `${name} ${version}`)).toEqual([
      'foo-bar-baz 1.0',
      'numpy 2.0.0+cu1',
      'old 2.0',
    ]);
  });
});
