import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from './app';
import { addTask, startQueue, waitForTask, writeConfig } from './api';
import type { World } from './world/world';

test.use({ worldOptions: { name: 'git-password', pythonTool: 'uv' } });
test.skip(process.platform !== 'linux', 'looks into /proc');

const secret = 'glpat-word0123456789';
const wanted = `Basic ${Buffer.from(`person:${secret}`).toString('base64')}`;

/** Of all processes, read whenever git shows its login: then every process of the command is there. */
const commandLines: string[] = [];

function readCommandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}

/** The world's repositories for those who send the password. */
async function openDoor(world: World): Promise<Server> {
  const door = createServer((request, response) => {
    const { authorization, ...headers } = request.headers;
    if (authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="members"' }).end();
      return;
    }
    commandLines.push(...readCommandLines());
    const { method, url = '' } = request;
    const forwarded = ask(`${world.git.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
  return door;
}

async function readAll(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Files below a folder that hold the password. */
async function filesWithSecret(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of await readAll(dir)) {
    const text = await readFile(file, 'latin1').catch(() => '');
    if (text.includes(secret)) found.push(file);
  }
  return found;
}

const reading = [
  'manager/queue/status',
  'manager/queue/history',
  'manager/queue/history_list',
  'snapshot/get_current',
  'snapshot/getlist',
  'customnode/installed',
  'customnode/state',
];

test('a password inside a git address opens the repository and is written nowhere', async ({ world, host }) => {
  const { api } = host;
  await writeConfig(world, ['security_level = weak', 'allow_git_url_install = true']);
  const repo = 'quiet-keeper';
  const files = { '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' };
  await world.git.createRepo('person', repo, [{ message: 'first', files, date: '2025-01-01T00:00:00Z' }]);
  const door = await openDoor(world);
  const address = `127.0.0.1:${(door.address() as AddressInfo).port}/person/${repo}.git`;
  const repository = `http://person:${secret}@${address}`;
  const about = { version: 'nightly', selected_version: 'nightly', mode: 'local', channel: 'default' };
  const uiId = randomUUID();
  await addTask(api, { kind: 'install', ui_id: uiId, params: { id: repository, repository, ...about } });
  const answers: string[] = [];
  const readAnswers = async () => {
    for (const path of reading) answers.push(await (await fetch(`${api}/v2/${path}`)).text());
  };
  await readAnswers();
  await startQueue(api);
  const task = await waitForTask(api, uiId);
  expect(task.outcome.status, task.result).toBe('done');
  await fetch(`${api}/v2/snapshot/save`, { method: 'POST' });
  await readAnswers();

  expect(commandLines.some((line) => line.includes('git-remote-http'))).toBe(true);
  expect(commandLines.filter((line) => line.includes(secret))).toEqual([]);
  expect(JSON.stringify(task)).not.toContain(secret);
  expect(answers.filter((text) => text.includes(secret))).toEqual([]);
  expect(await filesWithSecret(world.comfyui.path)).toEqual([]);
  expect(await filesWithSecret(world.root)).toEqual([]);
  expect(await readFile(join(world.comfyui.customNodesDir, repo, '.git', 'config'), 'utf8')).toContain(address);
  door.closeAllConnections();
  door.close();
});
