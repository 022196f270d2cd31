import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../../e2e/world/world';
import { createFileLogger } from '../base/log';
import { dispatch, type OperationName } from '../contract/operations';
import { AppSettings } from '../contract/settings';
import { openConfig } from './config';
import { createManager, type Manager } from './manager';
import { createPaths } from './paths';

const secret = 'glpat-word0123456789';
const wanted = `Basic ${Buffer.from(`person:${secret}`).toString('base64')}`;
const repo = 'quiet-keeper';

let world: World;
let manager: Manager;
/** The world's repositories for those who send the password. */
let door: Server;
/** All that was told to whoever listens. */
const told: string[] = [];

beforeAll(async () => {
  world = await createWorld({ name: 'git-passwords', pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  const files = { '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' };
  await world.git.createRepo('person', repo, [{ message: 'first', files, date: '2025-01-01T00:00:00Z' }]);
  door = createServer((request, response) => {
    const { authorization, ...headers } = request.headers;
    if (authorization !== wanted) {
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
  const settings = AppSettings.parse(world.settings);
  manager = await createManager({ installation, settings, keepSetting: () => undefined, appVersion: '0.0.0', log });
  manager.onEvent((event) => told.push(JSON.stringify(event)));
}, 120_000);
afterAll(async () => {
  await manager.close();
  door.closeAllConnections();
  door.close();
  await world.stop();
});

const call = (name: OperationName, input: unknown = {}) =>
  dispatch(manager.operations, { name, input, context: { door: 'http' } } as never) as Promise<unknown>;

/** Files below a folder that hold the password. */
function filesWithSecret(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file, 'latin1').includes(secret));
}

it('a password inside a git address opens the repository, and nobody writes it down or tells it', async () => {
  const address = `127.0.0.1:${(door.address() as AddressInfo).port}/person/${repo}.git`;
  const repository = `http://person:${secret}@${address}`;
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

  expect(readFileSync(join(world.comfyui.customNodesDir, repo, '.git', 'config'), 'utf8')).toContain(address);
  expect(JSON.stringify([answers, told])).not.toContain(secret);
  expect(JSON.stringify(answers)).toContain('until the app ends');
  expect(filesWithSecret(world.root)).toEqual([]);
}, 90_000);
