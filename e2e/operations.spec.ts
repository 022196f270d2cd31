import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app';
import { installParams, readInstalled, runTask } from './api';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'operations', pythonTool: 'uv' } });

interface Subject {
  what: string;
  /** How `queue/task` names it. */
  id: string;
  install: Record<string, unknown>;
  /** Folder under custom_nodes when enabled, and under `.disabled`. */
  folder: string;
  disabledFolder: RegExp;
  /** Key of `customnode/installed`. */
  key: string;
}

const subjects: Subject[] = [
  {
    what: 'a registry pack with an id in mixed case',
    id: 'Demo-Upscaler',
    install: installParams('Demo-Upscaler', '1.0.0'),
    folder: 'Demo-Upscaler',
    disabledFolder: /^Demo-Upscaler@1_\d_0$/,
    key: 'Demo-Upscaler',
  },
  {
    what: 'a nightly git pack',
    id: 'prompt-garden',
    install: installParams('prompt-garden', 'nightly', { repository: 'https://github.com/adaquill/Prompt-Garden' }),
    folder: 'prompt-garden',
    disabledFolder: /^prompt-garden@nightly$/,
    key: 'prompt-garden',
  },
  {
    what: 'a plain clone that the registry does not know',
    id: 'ComfyUI-Paper-Lantern',
    install: installParams('ComfyUI-Paper-Lantern', 'nightly', {
      repository: 'https://github.com/adaquill/ComfyUI-Paper-Lantern',
    }),
    folder: 'ComfyUI-Paper-Lantern',
    disabledFolder: /^ComfyUI-Paper-Lantern$/,
    key: 'ComfyUI-Paper-Lantern',
  },
];

for (const subject of subjects) {
  test(`the six operations work for ${subject.what}`, async ({ world, host: { api } }) => {
    const packs = world.comfyui.customNodesDir;
    // `fix` has risk high+ (docs/reference/on-the-wire.md 9): the person has to allow it in config.ini.
    await writeFile(join(world.comfyui.userDir, '__manager', 'config.ini'), '[default]\nsecurity_level = normal-\n');
    const names = async (folder: string) =>
      (await readdir(folder).catch(() => [])).filter((name) => name !== '__pycache__');
    const enabled = () => names(packs);
    const disabled = () => names(join(packs, '.disabled'));
    const succeed = async (kind: string, params: Record<string, unknown>) => {
      const task = await runTask(api, { kind, params });
      expect(task.result, `${kind}: ${task.result}`).toBe('success');
    };

    await succeed('install', subject.install);
    expect(await enabled()).toContain(subject.folder);
    expect(await readInstalled(api)).toMatchObject({ [subject.key]: { enabled: true } });

    const mine = join(packs, subject.folder, 'my own settings.json');
    await writeFile(mine, '{"kept": true}');
    if (subject.install['selected_version'] === 'nightly') {
      await world.git.commit('adaquill', subject.folder === 'prompt-garden' ? 'Prompt-Garden' : subject.folder, {
        message: 'A newer commit',
        date: '2025-10-01T00:00:00Z',
        files: { 'news.txt': 'newer\n' },
      });
    }
    await succeed('update', { node_name: subject.id, node_ver: 'nightly' });
    if (subject.install['selected_version'] === 'nightly') {
      expect(await readFile(join(packs, subject.folder, 'news.txt'), 'utf8')).toBe('newer\n');
    } else {
      expect(await readInstalled(api)).toMatchObject({ [subject.key]: { ver: '1.2.0', enabled: true } });
    }
    expect(await readFile(mine, 'utf8')).toBe('{"kept": true}');

    await succeed('fix', { node_name: subject.id });

    await succeed('disable', { node_name: subject.id });
    expect(await enabled()).not.toContain(subject.folder);
    expect((await disabled()).filter((name) => subject.disabledFolder.test(name))).toHaveLength(1);
    expect(Object.values(await readInstalled(api)).filter((pack) => !pack.enabled)).toHaveLength(1);
    // Already in the wanted state is success; something that is not there at all is not.
    await succeed('disable', { node_name: subject.id });
    const absent = await runTask(api, { kind: 'disable', params: { node_name: 'not-there-at-all' } });
    expect(absent.outcome).toMatchObject({ status: 'failed', error: { code: 'pack-not-installed' } });

    await succeed('enable', { cnr_id: subject.id });
    expect(await enabled()).toContain(subject.folder);
    expect(await disabled()).toEqual([]);
    expect(await readFile(mine, 'utf8')).toBe('{"kept": true}');

    await succeed('disable', { node_name: subject.id });
    await succeed('uninstall', { node_name: subject.id });
    expect(await enabled()).not.toContain(subject.folder);
    expect(await disabled()).toEqual([]);
    expect(await readInstalled(api)).toEqual({});
    const gone = await runTask(api, { kind: 'uninstall', params: { node_name: subject.id } });
    expect(gone.outcome).toMatchObject({ status: 'failed', error: { code: 'pack-not-installed' } });

    await succeed('install', subject.install);
    await succeed('uninstall', { node_name: subject.id });
    expect(await enabled()).not.toContain(subject.folder);
  });
}

test("names are found in any letter case, and the registry's spelling is shown", async ({ host: { api } }) => {
  const task = await runTask(api, { kind: 'install', params: installParams('demo-upscaler', 'latest') });
  expect(task.result).toBe('success');
  expect(Object.values(await readInstalled(api))).toMatchObject([{ cnr_id: 'Demo-Upscaler', ver: '1.2.0' }]);
  const removed = await runTask(api, { kind: 'uninstall', params: { node_name: 'DEMO-UPSCALER' } });
  expect(removed.result).toBe('success');
});

test('a git address installs only where config.ini allows it, and the refusal says what would', async ({
  world,
  host: { api },
}) => {
  const config = join(world.comfyui.userDir, '__manager', 'config.ini');
  await world.git.createRepo('stranger', 'Unlisted-Pack', [
    { message: 'first', date: '2025-10-01T00:00:00Z', files: { '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' } },
  ]);
  const params = installParams('https://github.com/stranger/Unlisted-Pack', 'nightly');
  await writeFile(config, '[default]\nsecurity_level = normal\n');
  const refused = await runTask(api, { kind: 'install', params });
  expect(refused.outcome).toMatchObject({ status: 'failed', error: { code: 'policy-denied' } });
  expect(refused.result).toContain('allow_git_url_install');
  await writeFile(config, '[default]\nsecurity_level = normal\nallow_git_url_install = True\n');
  const allowed = await runTask(api, { kind: 'install', params });
  expect(allowed.result).toBe('success');
  expect(await readInstalled(api)).toMatchObject({
    'Unlisted-Pack': { aux_id: 'stranger/Unlisted-Pack', enabled: true },
  });
});

test('what the security level does not allow ends as failed with the rule and the way out', async ({
  world,
  host: { api },
}) => {
  await writeFile(join(world.comfyui.userDir, '__manager', 'config.ini'), '[default]\nsecurity_level = normal\n');
  const task = await runTask(api, { kind: 'fix', params: { node_name: 'anything' } });
  expect(task.outcome).toMatchObject({ status: 'failed', error: { code: 'policy-denied' } });
  expect(task.result).toContain('security_level = normal-');
});
