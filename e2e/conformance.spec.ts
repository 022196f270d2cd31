import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { expect, test } from './app';
import { addTask, installParams, startQueue, waitForTask } from './api';
import { changingPaths, statusCases, type StatusCase } from './conformance/cases';
import { send, type Answer, type Call } from './conformance/client';
import { createCoverage, type Coverage } from './conformance/coverage';
import { generateRequests } from './conformance/generate';
import { createScene, type Scene } from './conformance/scene';
import {
  nameOf,
  readSpecification,
  specificationFile,
  type Specification,
  type SpecifiedOperation,
} from './conformance/specification';
import { needsStandIn } from './stand-in';
import type { OperationName } from '../src/contract/operations';
import { callByWindow } from './window-door';

const seed = 20261125;
const generatedPerOperation = 12;

test.skip(...needsStandIn('expects the releases that the world publishes'));
test.use({
  worldOptions: { name: 'conformance', pythonTool: 'uv' },
  appSettings: { 'downloads.stallSeconds': '60' },
});
test.describe.configure({ mode: 'serial' });

let specification: Specification;
let coverage: Coverage;

test.beforeAll(async ({ world, served }) => {
  expect(served.api).toContain('http');
  specification = readSpecification(specificationFile);
  coverage = createCoverage(specification.operations);
  // Below the default level everything is allowed; what the policy refuses is asked for by header.
  const configFile = join(world.comfyui.userDir, '__manager', 'config.ini');
  const config = await readFile(configFile, 'utf8');
  await writeFile(configFile, config.replace(/^security_level = .*$/mu, 'security_level = normal-'));
});

test.afterAll(() => {
  process.stdout.write(`\n${coverage.table()}\n`);
});

/** Checks one answer against the specification: a documented status, and a JSON body of the documented form. */
function check(operation: SpecifiedOperation, answer: Answer): string[] {
  if (!operation.answers.has(answer.status)) {
    return [`${nameOf(operation)} answered ${answer.status}, which is not documented: ${answer.text.slice(0, 200)}`];
  }
  const schema = operation.answers.get(answer.status) ?? null;
  const isJson = answer.contentType.startsWith('application/json');
  if (schema === null || answer.text === '') {
    coverage.note(operation, answer.status, false);
    return [];
  }
  if (!isJson) return [`${nameOf(operation)} answered ${answer.status} as ${answer.contentType}, not JSON.`];
  const problems = specification.problemsOf(schema, JSON.parse(answer.text));
  coverage.note(operation, answer.status, problems.length === 0);
  return problems.map((problem) => `${nameOf(operation)} ${answer.status}: ${problem}`);
}

function operationOf(name: string): SpecifiedOperation {
  const operation = specification.operations.find((one) => nameOf(one) === name);
  if (!operation) throw new Error(`The specification has no operation ${name}.`);
  return operation;
}

/** The forms in which clients send one call: under both prefixes, and what changes something by POST as well. */
function formsOf({ method, path }: SpecifiedOperation, call: Partial<Call>, isOnce: boolean): Call[] {
  const plain: Call = { method: method.toUpperCase(), path, ...call };
  if (isOnce) return [plain];
  const prefixed = { ...plain, path: `/api${path}` };
  if (!changingPaths.has(path)) return [plain, prefixed];
  return [
    plain,
    prefixed,
    { ...plain, method: 'POST' },
    { ...prefixed, method: 'POST', query: undefined, body: call.query ?? null },
  ];
}

async function runCase(scene: Scene, one: StatusCase): Promise<string[]> {
  const operation = operationOf(one.operation);
  const problems: string[] = [];
  const times = formsOf(operation, {}, one.isOnce ?? false).length;
  for (let index = 0; index < times; index += 1) {
    const undo = await one.arrange?.(scene);
    const form = formsOf(operation, await one.call(scene), one.isOnce ?? false)[index];
    if (form) {
      const answer = await send(scene.api, form);
      const where = `${form.method} ${form.path}`;
      if (answer.status !== one.status)
        problems.push(`${where}: ${answer.status} instead of ${one.status}. ${answer.text}`);
      problems.push(...check(operation, answer));
    }
    await undo?.();
    await scene.reset();
  }
  return problems;
}

test('every operation of the specification has a case for each of its statuses', () => {
  const covered = new Set(statusCases.map(({ operation, status }) => `${operation} ${status}`));
  const wanted = specification.operations.flatMap((operation) =>
    [...operation.answers.keys()].map((status) => `${nameOf(operation)} ${status}`),
  );
  expect(wanted.length).toBeGreaterThan(50);
  expect(wanted.filter((name) => !covered.has(name))).toEqual([]);
});

test('every request example of the specification is accepted', async ({ served, world }) => {
  const scene = createScene(served, world);
  let sent = 0;
  for (const operation of specification.operations) {
    for (const [name, body] of Object.entries(operation.examples)) {
      const answer = await send(served.api, { method: operation.method.toUpperCase(), path: operation.path, body });
      expect(answer.status, `${nameOf(operation)}, example ${name}: ${answer.text}`).toBe(200);
      expect(check(operation, answer)).toEqual([]);
      sent += 1;
    }
  }
  expect(sent).toBeGreaterThan(8);
  await scene.reset();
});

test('every documented status is reached, and every JSON answer fits its schema', async ({ served, world }) => {
  const scene = createScene(served, world);
  const problems: string[] = [];
  for (const one of statusCases) problems.push(...(await runCase(scene, one)));
  expect(problems).toEqual([]);
  expect(coverage.missing()).toEqual([]);
});

test('generated valid requests get documented answers', async ({ served, world }) => {
  const scene = createScene(served, world);
  const known = {
    '/v2/manager/channel_url_list value': ['default', 'recent', 'dev'],
    '/v2/comfyui_manager/comfyui_switch_version ver': ['v0.3.60', 'nightly'],
  };
  // One restart is enough; it is among the cases.
  const operations = specification.operations.filter(({ path }) => path !== '/v2/manager/reboot');
  for (const operation of operations) {
    const requests = generateRequests(specification, operation, { count: generatedPerOperation, seed, known });
    for (const { query, body } of requests) {
      const answer = await send(served.api, {
        method: operation.method.toUpperCase(),
        path: operation.path,
        query,
        body,
      });
      const sent = `${nameOf(operation)} ${JSON.stringify({ query, body })}, seed ${seed}`;
      expect(check(operation, answer), sent).toEqual([]);
      if (operation.path.endsWith('/queue/task')) expect(answer.status, `${sent}: ${answer.text}`).toBe(200);
    }
    await scene.reset();
    await scene.settle();
  }
});

/** The operation behind each reading path, as the window calls it. */
const sameByWindow: [path: string, operation: OperationName][] = [
  ['/v2/manager/queue/status', 'queue.status'],
  ['/v2/manager/queue/history', 'queue.history'],
  ['/v2/manager/queue/history_list', 'queue.batches'],
  ['/v2/customnode/installed', 'packs.installed'],
  ['/v2/customnode/getmappings', 'packs.mappings'],
  ['/v2/snapshot/getlist', 'snapshots.list'],
  ['/v2/comfyui_manager/comfyui_versions', 'comfyui.versions'],
  ['/v2/manager/channel_url_list', 'config.channels'],
  ['/v2/manager/is_legacy_manager_ui', 'app.legacyUi'],
];

test('the window gets the same answers through its own door', async ({ served: { api, launched } }) => {
  test.skip(launched === null, 'asks through the window, and no app serves the API in this run');
  if (launched === null) return;
  for (const [path, operation] of sameByWindow) {
    const byHttp: unknown = JSON.parse((await send(api, { method: 'GET', path })).text);
    expect(await callByWindow(launched.page, operation), operation).toEqual(byHttp);
  }
});

/** What a client hears of one task, by the type of the message; null when its socket was refused or closed meanwhile. */
async function receiveTask(api: string): Promise<{ seen: Map<string, unknown>; batchId: string } | null> {
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws?clientId=conformance`);
  const seen = new Map<string, unknown>();
  socket.on('message', (message: Buffer) => {
    const { type, data } = JSON.parse(message.toString('utf8')) as { type: string; data: unknown };
    seen.set(type, data);
  });
  const isOpen = await new Promise<boolean>((done) => {
    socket.once('open', () => done(true)).once('error', () => done(false));
  });
  if (!isOpen) return null;
  const params = installParams('wired-shapes');
  const uiId = await addTask(api, { kind: 'install', params, client_id: 'conformance' });
  await startQueue(api);
  const { batch_id: batchId } = await waitForTask(api, uiId);
  const wanted = ['cm-task-started', 'cm-task-completed'];
  const received = () => (socket.readyState === WebSocket.OPEN ? [...seen.keys()] : wanted);
  await expect.poll(received).toEqual(expect.arrayContaining(wanted));
  const wasClosed = socket.readyState !== WebSocket.OPEN;
  socket.close();
  return wasClosed ? null : { seen, batchId };
}

test('events and batch records have the form of the specification', async ({ served }) => {
  // A restart that an earlier request asked for closes the sockets it relays, and what is told meanwhile is told to nobody.
  let received: Awaited<ReturnType<typeof receiveTask>> = null;
  while (received === null) received = await receiveTask(served.api);
  const { seen, batchId } = received;
  const problems = (name: string, value: unknown) => specification.problemsOf(specification.schemaOf(name), value);
  expect(problems('MessageTaskStarted', seen.get('cm-task-started'))).toEqual([]);
  expect(problems('MessageTaskDone', seen.get('cm-task-completed'))).toEqual([]);
  const readBatch = () =>
    send(served.api, { method: 'GET', path: '/v2/manager/queue/history', query: { id: batchId } });
  await expect.poll(async () => (await readBatch()).status).toBe(200);
  const record = JSON.parse((await readBatch()).text) as { state_before: Record<string, unknown> };
  expect(problems('BatchExecutionRecord', record)).toEqual([]);
  const members = Object.keys(specification.schemaOf('ComfyUISystemState').properties ?? {});
  expect(members.filter((name) => !(name in record.state_before))).toEqual([]);
});
