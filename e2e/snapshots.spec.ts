import { execFile } from 'node:child_process';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './app';
import { ask, getJson, installParams, readInstalled, runTask, writeConfig } from './api';
import { createRandom } from './random';
import { chooseChanges } from './random-changes';
import { changesOf, readCurrent, readNames, readPlan, readTruth, restore, save, snapshotFile } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { installEveryKind, type EveryKind } from './world/every-kind';
import { git } from './world/git-repos';
import { isNightly } from './world/nightly';

const run = promisify(execFile);

test.skip(...needsStandIn('expects the releases that the world publishes'));
test.use({ worldOptions: { name: 'snapshots', pythonTool: 'uv' } });

let kinds: EveryKind;

test.beforeAll(async ({ world, host: { api } }) => {
  kinds = await installEveryKind(world);
  // Before it is there, a clone that is made disabled has no id to be named by (docs/reference/on-disk.md 3). A window asks for it at once.
  await getJson(`${api}/v2/customnode/getmappings?mode=cache`);
});

test.beforeEach(({ world }) => writeConfig(world, ['security_level = normal', 'allow_git_url_install = True']));

test('the current state names everything there is', async ({ world, host: { api } }) => {
  const current = await readCurrent(api);
  expect(current.comfyui).toBe(await world.git.hashOf('comfyanonymous', 'ComfyUI', 'v0.3.61'));
  expect(current.cnr_custom_nodes).toEqual(Object.fromEntries(kinds.registry.map((id) => [id, '1.1.0'])));
  expect(current.disabled_cnr_custom_nodes).toEqual(
    Object.fromEntries(kinds.disabledRegistry.map((id) => [id, '1.1.0'])),
  );
  const asleep = [...kinds.disabledNightly, ...kinds.disabledUnknown];
  const clones = [...kinds.nightly, ...kinds.unknown, ...asleep];
  const rows = clones.map(async (name): Promise<[string, unknown]> => [
    `https://github.com/every-kind/${name}`,
    { hash: await world.git.hashOf('every-kind', name), disabled: asleep.includes(name) },
  ]);
  expect(current.git_custom_nodes).toEqual(Object.fromEntries(await Promise.all(rows)));
  expect(current.file_custom_nodes).toEqual(
    expect.arrayContaining([
      ...kinds.files.map((filename) => ({ filename, disabled: false })),
      ...kinds.disabledFiles.map((filename) => ({ filename, disabled: true })),
    ]),
  );
  expect(Object.entries(current.pips)).toContainEqual(['numpy==1.26.4', '']);
});

for (const seed of isNightly ? [1, 20_261_125] : [1]) {
  test(`a round trip over thirty packs gives an empty difference (seed ${seed})`, async ({ world, host: { api } }) => {
    const saved = await readCurrent(api);
    const truth = await readTruth(world);
    const target = await save(api);
    expect(JSON.parse(await readFile(snapshotFile(world, target), 'utf8'))).toMatchObject({ ...saved });
    expect(changesOf(await readPlan(api, target))).toEqual([]);

    const changes = chooseChanges({ world, api, kinds, random: createRandom(seed) });
    for (const change of changes) await test.step(change.what, change.make);
    expect(await readCurrent(api)).not.toEqual(saved);
    const plan = await readPlan(api, target);

    const task = await restore(api, target);
    expect(task.result, JSON.stringify(task.outcome, null, 1)).toBe('success');
    expect(task.kind).toBe('restore-snapshot');
    expect(await readCurrent(api)).toEqual(saved);
    expect(await readTruth(world)).toEqual(truth);
    expect(changesOf(await readPlan(api, target))).toEqual([]);
    const items = task.outcome.items ?? [];
    expect(items.filter(({ status }) => status === 'failed')).toEqual([]);
    const named = items.map(({ name }) => name);
    for (const { name, action } of changesOf(plan)) expect(named, `${action} ${name}`).toContain(name);
    // Once more changes nothing.
    const again = await restore(api, target);
    expect(again.result).toBe('success');
    expect((again.outcome.items ?? []).filter(({ status }) => status === 'done')).toEqual([]);
  });
}

test('a dry run names the changes and makes none', async ({ world, host: { api } }) => {
  const target = await save(api);
  const [registry = '', hidden = ''] = kinds.registry;
  const [nightly = ''] = kinds.nightly;
  await runTask(api, { kind: 'install', params: installParams(registry, '1.2.0') });
  await runTask(api, { kind: 'disable', params: { node_name: hidden } });
  await git(['checkout', '--quiet', 'HEAD~1'], { cwd: join(world.comfyui.customNodesDir, nightly) });
  const before = { tree: await readTree(world.comfyui.customNodesDir), state: await readCurrent(api) };
  world.forgetRequests();
  const plan = await readPlan(api, target);
  expect(plan.target).toBe(target);
  expect(changesOf(plan)).toHaveLength(3);
  expect(plan.changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ subject: 'pack', name: registry, action: 'switch', from: '1.2.0', to: '1.1.0' }),
      expect.objectContaining({ subject: 'pack', name: hidden, action: 'enable' }),
      expect.objectContaining({
        subject: 'pack',
        action: 'checkout',
        to: await world.git.hashOf('every-kind', nightly),
      }),
    ]),
  );
  expect({ tree: await readTree(world.comfyui.customNodesDir), state: await readCurrent(api) }).toEqual(before);
  expect(world.requests().filter(({ path }) => path.includes('git-upload-pack'))).toEqual([]);
  const status = await getJson<{ total_count: number; pending_count: number }>(`${api}/v2/manager/queue/status`);
  expect(status.pending_count).toBe(0);
  expect((await restore(api, target)).result).toBe('success');
});

test('what the snapshot does not name is disabled, not deleted; plain folders are left alone', async ({
  world,
  host: { api },
}) => {
  const target = await save(api);
  const params = installParams('Demo-Upscaler', '1.0.0');
  expect((await runTask(api, { kind: 'install', params })).result).toBe('success');
  await world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern');
  await world.comfyui.placeFiles({ 'newer folder/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' });
  const mine = join(world.comfyui.customNodesDir, 'Demo-Upscaler', 'my settings.json');
  await writeFile(mine, '{}');
  const task = await restore(api, target);
  expect(task.result, task.result).toBe('success');
  expect(await readInstalled(api)).toMatchObject({
    'Demo-Upscaler': { ver: '1.0.0', enabled: false },
    'ComfyUI-Paper-Lantern': { enabled: false },
  });
  const disabled = await readdir(join(world.comfyui.customNodesDir, '.disabled'));
  const upscaler = disabled.find((name) => name.startsWith('Demo-Upscaler')) ?? '';
  await access(join(world.comfyui.customNodesDir, '.disabled', upscaler, 'my settings.json'));
  for (const name of ['newer folder', ...kinds.plainFolders]) await access(join(world.comfyui.customNodesDir, name));
  for (const name of ['Demo-Upscaler', 'ComfyUI-Paper-Lantern'])
    expect((await runTask(api, { kind: 'uninstall', params: { node_name: name } })).result).toBe('success');
});

test('packages that the snapshot does not name stay, unless it is to be exact', async ({ world, host: { api } }) => {
  const target = await save(api);
  const saved = await readCurrent(api);
  const pip = ['-m', 'pip', 'install', '--quiet', '--index-url', world.index.indexUrl, 'tinydep==1.0'];
  await run(world.comfyui.python, pip, { env: { ...process.env, ...world.env } });
  expect((await restore(api, target)).result).toBe('success');
  expect((await readCurrent(api)).pips).toEqual({ ...saved.pips, 'tinydep==1.0': '' });
  expect((await restore(api, target, '&exact=true')).result).toBe('success');
  expect((await readCurrent(api)).pips).toEqual(saved.pips);
});

test('a document as the reference writes it restores here', async ({ world, host: { api } }) => {
  const target = await save(api);
  const saved = await readCurrent(api);
  const [nightly = '', other = ''] = kinds.nightly;
  const [clone = ''] = kinds.unknown;
  const [registry = '', gone = ''] = kinds.registry;
  const older = await world.git.hashOf('every-kind', nightly, 'master~1');
  const { disabled_cnr_custom_nodes: _, ...reference } = saved;
  const { [`https://github.com/every-kind/${other}`]: _omitted, ...clones } = saved.git_custom_nodes;
  const { [gone]: _gone, ...packs } = saved.cnr_custom_nodes;
  const document = {
    ...reference,
    git_custom_nodes: {
      ...clones,
      // A detached head as the reference reads it.
      [`https://github.com/every-kind/${nightly}`]: { hash: `${older}\n`, disabled: false },
      [`https://github.com/every-kind/${clone}`]: {
        ...clones[`https://github.com/every-kind/${clone}`],
        disabled: true,
      },
    },
    cnr_custom_nodes: { ...packs, [registry]: '1.0.0' },
    file_custom_nodes: saved.file_custom_nodes.filter(({ disabled }) => !disabled),
  };
  await writeFile(snapshotFile(world, '2025-01-02_03-04-05_snapshot'), JSON.stringify(document, null, 4));
  expect(await readNames(api)).toContain('2025-01-02_03-04-05_snapshot');
  const task = await restore(api, '2025-01-02_03-04-05_snapshot');
  expect(task.result, JSON.stringify(task.outcome, null, 1)).toBe('success');
  const restored = await readCurrent(api);
  expect(restored.cnr_custom_nodes).toEqual(document.cnr_custom_nodes);
  expect(restored.git_custom_nodes[`https://github.com/every-kind/${nightly}`]).toEqual({
    hash: older,
    disabled: false,
  });
  expect(restored.git_custom_nodes[`https://github.com/every-kind/${clone}`]?.disabled).toBe(true);
  expect(restored.git_custom_nodes[`https://github.com/every-kind/${other}`]?.disabled).toBe(true);
  expect((await restore(api, target)).result).toBe('success');
  expect(await readCurrent(api)).toEqual(saved);
});

test('an item that cannot be had is named, and the others are restored', async ({ world, host: { api } }) => {
  const target = await save(api);
  const saved = await readCurrent(api);
  const [registry = ''] = kinds.registry;
  const document = {
    ...saved,
    cnr_custom_nodes: { ...saved.cnr_custom_nodes, [registry]: '1.2.0', 'never-was': '1.0.0' },
  };
  await writeFile(snapshotFile(world, 'partly'), JSON.stringify(document));
  const task = await restore(api, 'partly');
  expect(task.outcome, task.result).toMatchObject({ status: 'failed', error: { code: 'restore-incomplete' } });
  expect(task.result).toContain('never-was');
  const failed = (task.outcome.items ?? []).filter(({ status }) => status === 'failed');
  expect(failed.map(({ name }) => name)).toEqual(['never-was']);
  expect((await readCurrent(api)).cnr_custom_nodes[registry]).toBe('1.2.0');
  expect((await restore(api, target)).result).toBe('success');
});

test('snapshots are saved, listed newest first and removed', async ({ world, host: { api } }) => {
  const first = await save(api);
  const second = await save(api);
  expect(first).toMatch(/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_snapshot/);
  expect(second).not.toBe(first);
  const names = await readNames(api);
  expect(names).toEqual([...names].sort().reverse());
  expect(await readFile(snapshotFile(world, first), 'utf8')).toMatch(/^\{\n {4}"/);
  expect((await ask(`${api}/v2/snapshot/remove?target=${first}`)).status).toBe(200);
  expect((await ask(`${api}/v2/snapshot/remove?target=${second}`, {})).status).toBe(200);
  expect(await readNames(api)).toEqual(names.filter((name) => name !== first && name !== second));
});

test('what cannot be is refused: 400 for names, 403 where the policy says so', async ({ world, host: { api } }) => {
  const target = await save(api);
  for (const path of ['remove', 'restore']) {
    const address = `${api}/v2/snapshot/${path}`;
    for (const name of ['', '../config', 'a/b', 'a\\b', '..', 'x\u0000y'].map(encodeURIComponent)) {
      const answer = await ask(`${address}?target=${name}`, {});
      expect(answer.status, name).toBe(400);
      expect(answer.body).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/\S/) });
    }
    expect((await ask(address, {})).status).toBe(400);
    const unknown = await ask(`${address}?target=never-saved`);
    expect(unknown.status).toBe(400);
    expect(unknown.body).toMatchObject({ code: 'snapshot-not-found' });
  }
  await writeFile(snapshotFile(world, 'unreadable'), '{"comfyui":');
  for (const query of ['', '&dry_run=true']) {
    const answer = await ask(`${api}/v2/snapshot/restore?target=unreadable${query}`, {});
    expect(answer.status, query).toBe(400);
    expect(answer.body).toMatchObject({ code: 'snapshot-failed', message: expect.stringContaining('unreadable.json') });
  }
  await writeConfig(world, ['security_level = strong']);
  for (const [path, risk] of Object.entries({ remove: 'middle', restore: 'middle+' })) {
    const denied = await ask(`${api}/v2/snapshot/${path}?target=${target}`);
    expect(denied.status).toBe(403);
    expect(denied.body).toMatchObject({ code: 'policy-denied', level: 'strong', risk });
  }
  // Saving harms nobody.
  expect((await ask(`${api}/v2/snapshot/save`)).status).toBe(200);
  expect(await readNames(api)).toContain(target);
});
