import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import { AppSettings } from '../../contract/settings';
import { onlyWhere } from '../../base/testing/only-where';
import { createCatalogue } from '../catalogue/catalogue';
import { createTestWorld, node, type TestWorld } from '../catalogue/testing/catalogue-world';
import { readManagerConfig } from './config-values';
import { gitSettings } from './git-settings';
import { createPaths } from './paths';
import { createPython } from '../python/python';

describe('hosts', () => {
  let here: TestWorld;
  let mirror: TestWorld;
  beforeEach(async () => {
    [here, mirror] = await Promise.all([createTestWorld(), createTestWorld()]);
    mirror.nodes = [node('mirrored')];
  });
  afterEach(() => Promise.all([here.remove(), mirror.remove()]));

  it('are asked anew after a change, and the former ones no more', async () => {
    const settings = AppSettings.parse({ 'hosts.registry': here.url, 'hosts.channel': here.url });
    const about = { settings, config: here.config, paths: here.paths, log: silentLogger, comfyVersion: null };
    const catalogue = await createCatalogue(about);
    const idsNow = async () => (await catalogue.load('remote')).packs.map(({ registryId }) => registryId);
    expect(await idsNow()).toContain('alpha');
    here.requestedPaths.length = 0;
    Object.assign(settings, { 'hosts.registry': mirror.url, 'hosts.channel': mirror.url });
    const ids = await idsNow();
    expect(ids).toContain('mirrored');
    expect(ids).not.toContain('alpha');
    expect(here.requestedPaths).toEqual([]);
    expect(mirror.requestedPaths.length).toBeGreaterThan(0);
    Object.assign(settings, { 'hosts.registry': here.url, 'hosts.channel': here.url });
    expect(await idsNow()).toContain('alpha');
  });
});

describe('git', () => {
  it('is called with what is set at the moment of the call', () => {
    const settings = AppSettings.parse({});
    const token = { now: '' };
    const options = gitSettings(
      settings,
      () => readManagerConfig(new Map()),
      () => token.now,
    );
    expect(options).toMatchObject({ githubBase: 'https://github.com', proxy: '', stallMs: 60_000 });
    const changed = { 'hosts.github': 'https://mirror.example', 'network.proxy': 'http://p.example:1' };
    Object.assign(settings, { ...changed, 'downloads.stallSeconds': 5 });
    token.now = 'ghp_changed';
    expect(options).toMatchObject({ githubBase: 'https://mirror.example', proxy: 'http://p.example:1', stallMs: 5000 });
    expect([options.executable(), options.readGithubToken?.()]).toEqual(['git', 'ghp_changed']);
  });
});

describe('the interpreter', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'live-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** A venv by its files alone: nothing of it is started. */
  async function putVenv(name: string): Promise<string> {
    const files = {
      'bin/python': '#!/bin/sh\nexit 9\n',
      'pyvenv.cfg': 'version = 3.12.1\n',
      'lib/python3.12/site-packages/pip-24.0.dist-info/METADATA': '',
    };
    for (const [file, content] of Object.entries(files)) {
      const target = join(root, name, file);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      await chmod(target, 0o755);
    }
    return join(root, name, 'bin', 'python');
  }

  it(
    'is looked for again after a change, and after a reset',
    onlyWhere(process.platform !== 'win32', 'its interpreters are shell scripts'),
    async () => {
      const own = await putVenv('venv');
      const other = await putVenv('other');
      const installation: Installation = {
        ...{ kind: 'git', rootDir: root, comfyDir: root, baseDir: root, version: null },
        ...{ customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user') },
        // As it is recognised while the setting names another one.
        interpreter: other,
      };
      const settings = AppSettings.parse({ 'python.interpreter': other, 'python.tool': 'pip' });
      const paths = await createPaths(installation);
      const config = () => readManagerConfig(new Map());
      const python = createPython({ installation, settings, config, paths, log: silentLogger });
      expect((await python.environment()).interpreter).toBe(other);
      settings['python.interpreter'] = '';
      expect((await python.environment()).interpreter).toBe(own);
      settings['python.interpreter'] = join(root, 'nowhere');
      await expect(python.environment()).rejects.toMatchObject({ code: 'environment-missing' });
      settings['python.interpreter'] = join(root, 'other');
      expect((await python.environment()).interpreter).toBe(other);
    },
  );
});
