import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log';
import { readCommandLine } from '../../src/cli/command-line';
import { commandTable } from '../../src/cli/commands/command-table';
import type { CommandEntry } from '../../src/cli/commands/row';
import { connectCore } from '../../src/cli/core/running-core';
import { createToolServer } from '../../src/cli/mcp/serve-tools';
import { listTools } from '../../src/cli/mcp/tools';
import { runCommand } from '../../src/cli/run-command';
import type { Terminal } from '../../src/cli/terminal';
import { fromErrorBody, toErrorBody, toWordedBody } from '../../src/contract/errors';
import { dispatch, operations, type Caller, type OperationName } from '../../src/contract/operations';
import { formatMessage } from '../../src/contract/text/message';
import { isTokenOperation } from '../../src/contract/token-operations';
import { openLocalToken } from '../../src/host/store/local-token';
import { noteServed } from '../../src/host/store/served-notes';
import { readingQuestions } from '../../src/manager/testing/reading-questions';
import { openDoor, type Door } from '../../src/server/testing/door';
import { connectDoor, doorToken, type DoorClient } from '../../src/server/testing/door-client';
import { same } from '../../src/server/testing/same-outcome';
import type { ConsentQuestion } from './consent';
import { callOperation } from './ipc-call';

/** How a call ended, whichever way it came. */
type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };

let door: Door;
let socket: DoorClient;
let agent: Client;
/** A profile, and a folder of which it says that this process serves it: what the command line goes by. */
let base: string;
const endings: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'every operation '));
  endings.push(() => rm(base, { recursive: true }));
  const { core, isToken, prove } = await openLocalToken(base, silentLogger);
  door = await openDoor({ isToken: (text) => text === doorToken || isToken(text), prove });
  endings.push(() => door.server.close());
  socket = await connectDoor(door.server.port);
  const address = `http://127.0.0.1:${door.server.port}`;
  await noteServed(base, { address, folder: base, core, pid: process.pid }, silentLogger);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const tools = createToolServer(connectCore({ address, token: doorToken }), commandTable, true);
  agent = new Client({ name: 'tests', version: '1' });
  await Promise.all([tools.connect(ours), agent.connect(theirs)]);
  endings.push(() => agent.close());
});
afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

/** Nobody answers there. */
const questions: Partial<Record<OperationName, readonly object[]>> = readingQuestions('http://127.0.0.1:9/x');
const cases = (Object.keys(operations) as OperationName[]).flatMap((name) =>
  (questions[name] ?? [{}]).map((input) => [name, input] as const),
);

const outcomeOf = (call: Promise<unknown>): Promise<Outcome> =>
  call.then(
    (value = null) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error: toWordedBody(error) }),
  );

/** What every way is held against. */
const direct = (name: OperationName, input: unknown, caller: Caller): Promise<Outcome> =>
  outcomeOf(dispatch(door.core.operations, { name, input, context: { caller } }));

function byIpc(name: OperationName, input: object): Promise<Outcome> {
  // The person says yes.
  const requireConsent = ({ choices }: ConsentQuestion) => Promise.resolve(choices[0]?.input);
  const parts = { requireConsent, isGiven: () => false, signal: new AbortController().signal };
  return outcomeOf(callOperation({ name, input }, door.core.operations, parts));
}

async function byRequest(name: OperationName, input: object): Promise<Outcome> {
  const headers = { authorization: `Bearer ${doorToken}`, 'content-type': 'application/json' };
  const reply = await door.ask('POST', `/v2/operations/${name}`, { headers, body: JSON.stringify(input) });
  const body = JSON.parse(reply.body) as unknown;
  return reply.status === 200 ? { ok: true, value: body } : { ok: false, error: body };
}

async function bySocket(name: OperationName, input: object): Promise<Outcome> {
  const { ok, value, error } = await socket.call(name, input);
  return ok === true ? { ok, value } : { ok: false, error };
}

/** Runs `cmdesk` with these words, as a script does. */
async function byCommand(words: readonly string[]): Promise<Outcome> {
  let written = '';
  const terminal: Terminal = {
    ...{ out: (text) => (written += text), err: () => undefined, say: formatMessage },
    ...{ isInteractive: false, width: null, isProgressShown: false },
  };
  const line = readCommandLine(commandTable, [...words, '--json', '--comfyui', base]);
  return outcomeOf(
    runCommand(line, { terminal, table: commandTable, profileDir: base }).then(() => JSON.parse(written) as unknown),
  );
}

/** Calls a tool as an agent does. */
async function byTool(name: string, given: object): Promise<Outcome> {
  const ask = async (more: object) => {
    const { isError, content } = await agent.callTool({ name, arguments: { ...given, ...more } });
    const [{ text }] = content as [{ text: string }];
    return { hasFailed: isError === true, told: (JSON.parse(text) as { answer: unknown }).answer };
  };
  const isChange = commandTable.some(({ path, changes }) => changes && path.replaceAll(' ', '_') === name);
  const plan = await ask({});
  const { confirm } = Object(plan.told) as { confirm?: string };
  const { hasFailed, told } = isChange && !plan.hasFailed ? await ask({ confirm }) : plan;
  return hasFailed ? { ok: false, error: told } : { ok: true, value: told };
}

// What is asked is written in every row, so that a new operation is compared without a word here.
describe.each(cases)('%s %j', (name, input) => {
  it('has one outcome by a call, by a request, by the socket and by "cmdesk call"', async () => {
    const command = await byCommand(['call', name, JSON.stringify(input)]);
    const ways = [await byRequest(name, input), await bySocket(name, input), command];
    if (!isTokenOperation(name)) {
      for (const outcome of ways) expect(outcome).toMatchObject({ ok: false, error: { code: 'not-trusted' } });
      return;
    }
    const wanted = same(await direct(name, input, 'token'));
    expect(ways.map(same)).toEqual([wanted, wanted, wanted]);
  });

  it('has one outcome by a call of the person and from the window', async () => {
    expect(same(await byIpc(name, input))).toEqual(same(await direct(name, input, 'person')));
  });
});

/** A command that is one operation; one that orders a task follows it to its end, and answers with that. */
type Single = CommandEntry & { operation: OperationName };
const isSingle = (entry: CommandEntry): entry is Single =>
  entry.operation !== undefined && !entry.ordersTask && entry.isByPerson !== true;
/** What the example of a command gives it. */
const exampleOf = ({ example }: CommandEntry): object =>
  readCommandLine(commandTable, example.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? []).input;
const commands = commandTable.filter(isSingle).flatMap((entry) => {
  const isRequired = entry.arguments.some((argument) => argument.isRequired);
  const inputs = questions[entry.operation] ?? [isRequired ? exampleOf(entry) : {}];
  return inputs.map((input) => [entry.path, input, entry] as const);
});

/** The flags that say an input; a text that is read from a file is put into one. */
async function flagsOf(entry: CommandEntry, input: object): Promise<string[]> {
  const given = Object.entries(input) as [string, unknown][];
  const flags = given.map(async ([field, value]) => {
    const argument = entry.arguments.find((known) => known.field === field);
    if (argument === undefined) return [];
    const texts = [value].flat().map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
    if (field !== entry.fromFile) return texts.map((text) => `--${argument.flag}=${text}`);
    await writeFile(join(base, 'given.json'), texts[0] ?? '');
    return [`--${argument.flag}=${join(base, 'given.json')}`];
  });
  return (await Promise.all(flags)).flat();
}

it.each(commandTable.filter(({ isByPerson }) => isByPerson))(
  'what the person at the terminal alone decides is done by no token and no agent: $path',
  async ({ path }) => {
    expect(await byCommand(path.split(' '))).toMatchObject({ ok: false, error: { code: 'not-trusted' } });
    expect(tools.has(path)).toBe(false);
  },
);

const tools = new Map(listTools(commandTable, true).map((tool) => [tool.entry.path, tool.name]));

describe.each(commands)('"cmdesk %s" with %j', (path, input, entry) => {
  it('ends as its operation does, as a command and as a tool', async () => {
    const line = [...path.split(' '), ...(await flagsOf(entry, input))];
    const given = { ...entry.defaults, ...input, ...entry.fixed };
    const wanted = await direct(entry.operation, given, 'token');
    expect(same(await byCommand(line))).toEqual(same(wanted));
    const told = wanted.ok ? wanted : { ok: false as const, error: toErrorBody(fromErrorBody(wanted.error as never)) };
    expect(same(await byTool(tools.get(path) ?? '', input))).toEqual(same(told));
  });
});
