import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isNightly } from '../../e2e/world/nightly';
import { createWorld, type World } from '../../e2e/world/world';
import { createFileLogger } from '../base/log';
import { AppError } from '../contract/errors';
import { dispatch, managerOperations, type ManagerOperationName, type OperationName } from '../contract/operations';
import { AppSettings } from '../contract/settings';
import { openConfig } from './installation/config';
import { createManager, type Manager } from './manager';
import { createPaths } from './installation/paths';

const secret = 'glpat-word0123456789';
const wanted = `Basic ${Buffer.from(`person:${secret}`).toString('base64')}`;
const repo = 'quiet-keeper';
/** What somebody else cloned, with the password in its address. */
const lent = 'lent-keeper';
/** What asks for a package of a private repository. */
const lined = 'line-keeper';
const files = { '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' };

let world: World;
let manager: Manager;
/** The world's repositories for those who send the password. */
let door: Server;
let isDoorOpen = true;
/** All that was told to whoever listens. */
const events: string[] = [];

beforeAll(async () => {
  world = await createWorld({ name: 'git-passwords', pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  await world.git.createRepo('person', repo, [{ message: 'first', files, date: '2025-01-01T00:00:00Z' }]);
  door = createServer((request, response) => {
    const { authorization, ...headers } = request.headers;
    if (!isDoorOpen || authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="members"' }).end();
      return;
    }
    const { method, url = '' } = request;
    const forwarded = ask(`${world.git.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
  const { path, customNodesDir, userDir, python } = world.comfyui;
  const installation = {
    ...({ kind: 'git', rootDir: path, comfyDir: path, baseDir: path, customNodesDir, userDir } as const),
    ...{ interpreter: python, version: null },
  };
  await (
    await openConfig(await createPaths(installation))
  ).set({ security_level: 'weak', allow_git_url_install: true });
  const log = createFileLogger(join(userDir, '__manager', 'desktop', 'logs', 'app.log'));
  mkdirSync(join(userDir, 'default', 'workflows'), { recursive: true });
  writeFileSync(join(userDir, 'default', 'workflows', 'drawn.json'), '{"1":{"class_type":"Unknown","inputs":{}}}');
  const settings = AppSettings.parse(world.settings);
  manager = await createManager({ installation, settings, changeSetting: () => undefined, appVersion: '0.0.0', log });
  manager.onEvent((event) => events.push(JSON.stringify(event)));
}, 120_000);
afterAll(async () => {
  await manager.close();
  door.closeAllConnections();
  door.close();
  await world.stop();
});

const call = (name: OperationName, input: unknown = {}) =>
  dispatch(manager.operations, { name, input, context: { caller: 'program' } } as never) as Promise<unknown>;

const addressOf = (name: string) => `127.0.0.1:${(door.address() as AddressInfo).port}/person/${name}.git`;

/** Does one task to its end, and answers with its item of the history. */
async function work(uiId: string, kind: string, params: unknown): Promise<string> {
  await call('queue.add', { ui_id: uiId, client_id: 'spec', kind, params });
  await call('queue.start');
  const history = async () => JSON.stringify(await call('queue.history', { ui_id: uiId }));
  await expect.poll(history, { timeout: 60_000 }).toContain('"outcome"');
  return history();
}

/** Files below a folder that hold the password. */
function filesWithSecret(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file, 'latin1').includes(secret));
}

it('a password inside a git address opens the repository, and nobody writes it down or tells it', async () => {
  const repository = `http://person:${secret}@${addressOf(repo)}`;
  const about = { version: 'nightly', selected_version: 'nightly', mode: 'local', channel: 'default' };
  const params = { id: repository, repository, ...about };
  await call('queue.add', { ui_id: 'one', client_id: 'spec', kind: 'install', params });
  const answers: unknown[] = [await call('queue.view')];
  await call('queue.start');
  await expect
    .poll(async () => JSON.stringify(await call('queue.history', {})), { timeout: 60_000 })
    .toMatch(/"one".*"done"/);
  for (const name of ['queue.view', 'queue.history', 'queue.batches', 'packs.installed', 'packs.local'] as const)
    answers.push(await call(name));
  answers.push(await call('snapshots.save'), await call('queue.log', { ui_id: 'one' }));

  expect(readFileSync(join(world.comfyui.customNodesDir, repo, '.git', 'config'), 'utf8')).toContain(addressOf(repo));
  expect(JSON.stringify([answers, events])).not.toContain(secret);
  expect(JSON.stringify(answers)).toContain('until the app ends');
  expect(filesWithSecret(world.root)).toEqual([]);
}, 90_000);

/** What each reading operation is asked here; one that is not named is asked for nothing in particular. */
async function questions(): Promise<Partial<Record<ManagerOperationName, unknown[]>>> {
  const { ids } = (await call('queue.batches')) as { ids: string[] };
  const { items } = (await call('snapshots.list')) as { items: string[] };
  const [newest = ''] = items;
  const { document: listed } = (await call('models.manifest')) as { document: object };
  const tasks = ['two', 'three', 'four', 'five', 'six'].map((uiId) => ({ ui_id: uiId }));
  const ofPack = [{ key: lent }, { key: lined }];
  return {
    'queue.log': tasks,
    'undo.plan': tasks,
    'queue.batch': ids.map((id) => ({ id })),
    'changes.list': [{ limit: 100 }],
    'changes.of': ids.map((id) => ({ batch_id: id })),
    'packs.importFailure': [{ url: `http://${addressOf(lent)}` }],
    'packs.importFailures': [{ urls: [`http://${addressOf(lent)}`] }],
    'snapshots.read': items.map((target) => ({ target })),
    'snapshots.contents': items.map((target) => ({ target })),
    'snapshots.plan': items.map((target) => ({ target, exact: true })),
    'snapshots.compare': [{ from: items.at(-1), to: newest }],
    'workflows.needs': [{ text: '{"1":{"class_type":"Unknown","inputs":{}}}' }],
    'workflows.fetch': [{ url: `http://${addressOf(lent)}` }],
    'workflows.prove': [{ text: '{"1":{"class_type":"Unknown","inputs":{}}}' }],
    'models.remote': [{ url: `http://${addressOf(lent)}` }],
    'packs.picture': [{ url: `http://${addressOf(lent)}` }],
    'packs.pictureAt': [{ url: `http://${addressOf(lent)}` }],
    'workflows.packs': [{ text: '{"1":{"class_type":"Unknown","inputs":{}}}' }],
    'workflows.read': [{ path: 'default/workflows/drawn.json' }],
    'packs.titles': [{ names: [lent, lined, `http://${addressOf(lent)}`] }],
    'packs.versions': ofPack,
    'packs.details': ofPack,
    'packs.readme': ofPack,
    'packs.requirements': ofPack,
    'packs.nightly': ofPack,
    'packs.changes': ofPack,
    'packs.updateRisk': ofPack.map((pack) => ({ ...pack, to: 'nightly' })),
    'python.why': [{ name: 'numpy' }],
    'python.plan': [
      {},
      { comfyui: { is_stable: false } },
      ...ofPack.map(({ key }) => ({ packs: [{ key }] })),
      { packages: ['numpy>=2'], without: [lined] },
    ],
    'comfyui.forecast': [{ ver: 'nightly' }],
    'models.folderPlan': [{ path: `/${lent}` }],
    'models.movePlan': [{ to: `/${lent}` }],
    'models.placing': [{ placing_id: lent }],
    'models.find': [{ query: lent }],
    'models.lookup': [{ path: `http://${addressOf(lent)}` }],
    'models.manifest': [{}],
    'models.compare': [{ document: JSON.stringify(listed) }],
    'workflows.manifest': [{ text: '{"1":{"class_type":"Unknown","inputs":{}}}' }],
    'models.removal': [{ path: `http://${addressOf(lent)}` }],
    'policy.explain': [{ operation: 'install-registry' }],
    'transfer.plan': [await call('transfer.export')],
  };
}

/** What ask Python for seconds: outside of the nightly run they are left out where nothing of the password can have come to Python. */
const slowReaders: ManagerOperationName[] = ['environments.offer', 'python.plan', 'comfyui.forecast', 'disk.caches'];

/** What every operation of the contract that changes nothing answers, refusals included. */
async function readEverything(
  leftOut: readonly ManagerOperationName[] = [],
): Promise<Partial<Record<ManagerOperationName, string>>> {
  const requested = await questions();
  const answers: Partial<Record<ManagerOperationName, string>> = {};
  for (const [name, { mutates }] of Object.entries(managerOperations) as [
    ManagerOperationName,
    { mutates: boolean },
  ][]) {
    if (mutates || (!isNightly && leftOut.includes(name))) continue;
    for (const input of requested[name] ?? [{}]) {
      const answer = await call(name, input).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'invalid-input') throw error;
        return [error.code, error.message, error.remedy, error.details];
      });
      answers[name] = `${answers[name] ?? ''}\n${JSON.stringify(answer)}`;
    }
  }
  return answers;
}

it('a password in the address of what others cloned stays in its configuration, and no operation tells it', async () => {
  const config = join(world.comfyui.customNodesDir, lent, '.git', 'config');
  await world.git.createRepo('person', lent, [
    { message: 'first', files, date: '2025-01-01T00:00:00Z' },
    { message: 'second', files: { ...files, 'more.py': '' }, date: '2025-01-02T00:00:00Z' },
  ]);
  const theirs = `http://person:${secret}@${addressOf(lent)}`;
  await promisify(execFile)('git', ['clone', theirs, join(world.comfyui.customNodesDir, lent)]);
  await promisify(execFile)('git', ['reset', '--hard', 'HEAD~1'], { cwd: join(world.comfyui.customNodesDir, lent) });
  await call('snapshots.save', { name: 'before' });
  const pack = { node_name: lent };
  expect(await work('two', 'update', pack)).toContain('"done"');
  expect(await work('three', 'disable', pack)).toContain('"done"');
  expect(await work('four', 'enable', { cnr_id: lent })).toContain('"done"');
  const first = await readEverything(['environments.offer']);
  isDoorOpen = false;
  expect(await work('five', 'update', pack)).toContain('"failed"');
  const last = await readEverything();

  expect(last['snapshots.current']).toContain(`"http://${addressOf(lent)}"`);
  expect(last['changes.of']).toContain(lent);
  const all = [...Object.entries(first), ...Object.entries(last)];
  expect(all.filter(([, text]) => text.includes(secret))).toEqual([]);
  expect(events.filter((text) => text.includes(secret))).toEqual([]);
  // What the update replaced lies in the trash as it was, for an undo puts it back.
  const [trashedConfig = '', ...others] = filesWithSecret(world.root).filter((file) => file !== config);
  expect(filesWithSecret(world.root)).toContain(config);
  expect(trashedConfig.replaceAll('\\', '/')).toMatch(/\/desktop\/trash\/[^/]+-lent-keeper\/\.git\/config$/);
  expect(others).toEqual([]);
}, 180_000);

it('a password in the requirements of a pack stays in its file, also when a line of it is refused', async () => {
  isDoorOpen = true;
  const known = filesWithSecret(world.root);
  const dir = join(world.comfyui.customNodesDir, lined);
  const address = `git+http://person:${secret}@${addressOf(repo)}`;
  const lines = [`quiet @ ${address}`, `-e ${address}`];
  const asking = { ...files, 'requirements.txt': lines.join('\n') };
  await world.git.createRepo('person', lined, [{ message: 'first', files: asking, date: '2025-01-01T00:00:00Z' }]);
  await promisify(execFile)('git', ['clone', `${world.git.url}/person/${lined}.git`, dir]);
  expect(await work('six', 'fix', { node_name: lined })).toContain('"failed"');
  const answers = await readEverything();

  expect(answers['packs.requirements']).toContain('quiet @ git+http://***@');
  expect(answers['queue.history']).toContain('-e git+http://***@');
  expect(Object.entries(answers).filter(([, text]) => text.includes(secret))).toEqual([]);
  expect(events.filter((text) => text.includes(secret))).toEqual([]);
  expect(filesWithSecret(world.root).sort()).toEqual([...known, join(dir, 'requirements.txt')].sort());
}, 120_000);

it('a password in the address of a model or a package is refused, and nobody keeps it', async () => {
  const known = filesWithSecret(world.root);
  const address = `https://person:${secret}@127.0.0.1:9/x`;
  const about = { version: 'nightly', selected_version: 'nightly', mode: 'local', channel: 'default' };
  const model = { name: 'x', type: 'lora', filename: 'x.safetensors', url: address };
  const requested: [OperationName, object][] = [
    ['queue.add', { kind: 'install-model', params: model }],
    ['models.install', model],
    ['queue.add', { kind: 'install', params: { id: lent, ...about, pip: [`x @ git+${address}`] } }],
    ['queue.add', { kind: 'install-packages', params: { packages: [`x @ git+${address}`] } }],
  ];
  for (const [name, input] of requested) {
    const refusal = await call(name, { ui_id: 'seven', client_id: 'spec', ...input }).catch((error: unknown) => error);
    expect(refusal, JSON.stringify(input)).toMatchObject({ code: 'invalid-input' });
    expect(JSON.stringify([refusal, String(refusal)])).not.toContain(secret);
  }
  const answers = Object.entries(await readEverything(slowReaders));

  expect(answers.filter(([, text]) => text.includes(secret))).toEqual([]);
  expect(filesWithSecret(world.root)).toEqual(known);
}, 90_000);
