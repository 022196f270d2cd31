import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackWheel } from '../../../e2e/world/wheel';
import type { Installation } from '../../contract/installation';
import { AppSettings, type ManagerConfig } from '../../contract/settings';
import type { JobContext } from '../../base/async/job';
import { silentLogger } from '../../base/log';
import { createPaths, type Paths } from '../installation/paths';
import { onlyWhere } from '../../base/testing/only-where';
import { createPython, type Python } from './python';

// A uv of our own, a shell script, plays a tool that claims success: what real ones do only when they are broken.
let root: string;
let site: string;
let paths: Paths;
let python: Python;
const packName = 'P';
const config = { downgrade_blacklist: [] as string[], git_exe: '' } as unknown as ManagerConfig;
const job: JobContext = {
  signal: new AbortController().signal,
  report: () => undefined,
  log: () => undefined,
  warn: () => undefined,
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'verify ünï-'));
  site = join(root, 'venv', 'lib', 'python3.12', 'site-packages');
  await mkdir(join(root, 'venv', 'bin'), { recursive: true });
  await mkdir(site, { recursive: true });
  await unpackWheel({ name: 'torch', version: '2.7.1' }, site);
  await writeFile(join(root, 'venv', 'bin', 'python'), '');
  await writeFile(join(root, 'venv', 'pyvenv.cfg'), 'version = 3.12.1\n');
  const installation: Installation = {
    ...{ kind: 'git', rootDir: root, comfyDir: root, baseDir: root, interpreter: null, version: null },
    ...{ customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user') },
  };
  paths = await createPaths(installation);
  const settings = AppSettings.parse({
    'python.indexUrl': 'http://127.0.0.1:9/simple/',
    'network.proxy': 'http://127.0.0.1:8',
  });
  python = createPython({ installation, settings, config: () => config, paths, log: silentLogger });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A uv from before `--dry-run`. */
const tooOld = `echo "error: unexpected argument '--dry-run' found" >&2; exit 2`;

/** `install` is run for `pip install -r`, `restore` for the way back; the calls are recorded. */
async function writeUv(install: string, restore = 'exit 0', dryRun = tooOld): Promise<void> {
  const file = join(root, 'venv', 'bin', 'uv');
  const script = [
    '#!/bin/sh',
    `echo "$@ | $UV_DEFAULT_INDEX | $HTTPS_PROXY" >> "${join(root, 'calls')}"`,
    `cd "${site}"`,
    `case "$*" in *--dry-run*) ${dryRun} ;; esac`,
    `case "$*" in *" -r "*) ${install} ;; *) ${restore} ;; esac`,
  ];
  await writeFile(file, script.join('\n'));
  await chmod(file, 0o755);
}
/** Shell words for what an installer leaves of each package. */
const put = (...infos: string[]) =>
  `for one in ${infos.join(' ')}; do mkdir $one; echo uv > $one/INSTALLER; touch $one/METADATA $one/RECORD; done`;
const calls = async () =>
  (await readFile(join(root, 'calls'), 'utf8'))
    .trim()
    .split('\n')
    .filter((call) => !call.includes('--dry-run'));
const install = (requirements: string) =>
  writeFile(join(root, 'requirements.txt'), requirements).then(() =>
    python.installRequirements({ packDir: root, packName }, job),
  );

describe('verification', onlyWhere(process.platform !== 'win32', 'the tools of these tests are shell scripts'), () => {
  it('does not believe a tool that claims success', async () => {
    await writeUv('echo "Installed 1 package"');
    await expect(install('tinydep\n')).rejects.toMatchObject({
      ...{ code: 'requirements-failed', details: { unmet: ['tinydep'] } },
    });
  });

  it('notices a changed torch, puts everything back and says so', async () => {
    await writeUv(`${put('tinydep-1.0.dist-info', 'torch-2.8.0.dist-info')}; rm -r torch-2.7.1.dist-info`, 'exit 1');
    await expect(install('tinydep\n')).rejects.toMatchObject({
      ...{ code: 'requirements-failed', details: { unmet: [], moved: ['torch'] } },
    });
    expect(await readdir(site)).toEqual(['torch', 'torch-2.7.1.dist-info']);
  });

  it('says so when the way back fails as well', async () => {
    // Of an egg-info nobody knows the files, so only the tool could bring it back.
    await mkdir(join(site, 'old-1.0.egg-info'));
    await writeUv('rmdir old-1.0.egg-info; echo "no luck" >&2; exit 1', 'exit 1');
    await expect(install('tinydep\n')).rejects.toMatchObject({
      code: 'requirements-failed',
      message: expect.stringMatching(/no luck[^]*could not be put back[^]*old 1\.0/),
      details: { notReverted: ['old 1.0'] },
    });
  });

  it('does not believe a tool that does something else than it had said', async () => {
    const installScript = 'echo "Would install 1 package"; echo " + tinydep==1.0"; exit 0';
    await writeUv(put('tinydep-1.0.dist-info', 'other-2.0.dist-info'), 'exit 1', installScript);
    await expect(install('tinydep\n')).rejects.toMatchObject({
      code: 'requirements-failed',
      message: 'The installer did something else for "P" than planned: other.',
    });
    expect(await readdir(site)).toEqual(['torch', 'torch-2.7.1.dist-info']);
  });

  it('installs exactly what was said, and resolves nothing any more', async () => {
    const installScript = 'echo "Would install 1 package"; echo " + tinydep==1.0"; exit 0';
    await writeUv(put('tinydep-1.0.dist-info'), 'exit 1', installScript);
    await install('tinydep>=0.9\n');
    expect((await calls()).map((call) => call.includes('--no-deps'))).toEqual([true]);
  });

  it('asks once, names the interpreter, and keeps index and proxy out of the arguments', async () => {
    await writeUv(put('tinydep-1.0.dist-info', 'other-2.0.dist-info'));
    await install('tinydep\nother>=2\ntorch\n--extra-index-url https://me:secret@example.com/simple\n');
    const [call = '', ...more] = await calls();
    expect(more).toEqual([]);
    expect(call).toContain(`pip install --python ${join(root, 'venv', 'bin', 'python')} `);
    expect(call).toContain('--index-strategy unsafe-best-match');
    expect(call).toContain('| http://127.0.0.1:9/simple/ | http://127.0.0.1:8');
    expect(call).not.toContain('secret');
    expect(await readdir(paths.stagingDir)).toEqual([]);
  });
});
