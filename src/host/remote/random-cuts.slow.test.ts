import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openCuttableLine, type CuttableLine } from '../../../e2e/cuttable-line';
import { isNightly } from '../../../e2e/world/nightly';
import { silentLogger } from '../../base/log';
import { createRandom } from '../../../e2e/random';
import type { AppEvent } from '../../contract/events';
import {
  managerOperations,
  type ManagerOperationName,
  type ManagerOperations,
  type OperationInput,
} from '../../contract/operations';
import { createPreparedTables } from '../../manager/catalogue/table/prepared-table';
import { describeInstallation } from '../../manager/packs/testing/pack-place';
import { openCorePlace, type CorePlace } from '../../manager/undo/testing/core-place';
import { createServer, type ApiServer } from '../../server/server';
import { doorToken } from '../../server/testing/door-client';
import { same } from '../../server/testing/same-outcome';
import { openRemoteCore, type RemoteCore } from './remote-core';

const cuts = isNightly ? 100 : 10;
const seed = Number(process.env['CUTS_SEED'] ?? '1');
const callsAtOnce = 4;
const packs = ['Demo-Upscaler', 'tidy-latents', 'prompt-garden', 'watched-pack'] as const;
const person = { caller: 'person' } as const;

let folder: string;
let place: CorePlace;
let server: ApiServer;
let line: CuttableLine;
let core: RemoteCore;
/** What arrived at the other side, and what became of it there, by what was asked. */
const arrived = new Map<string, string[]>();
/** What was told of the queue there, and what was heard here. */
const told: AppEvent[] = [];
const heard: AppEvent[] = [];

/** Each call is about a task that no other call of its kind is about. */
const keyOf = (name: string, input: object) => `${name} ${/"ui_id":"[^"]+"/u.exec(JSON.stringify(input))?.[0] ?? ''}`;
const codeOf = (error: unknown) => String((error as { code?: unknown }).code);
const ofQueue = ({ name }: AppEvent): boolean => name === 'cmd-queue-changed';

/** The operations of the core on the other side, which write down what arrives. */
function noteArrivals(operations: ManagerOperations): ManagerOperations {
  const noted = (Object.keys(operations) as ManagerOperationName[]).map((name) => {
    const own = operations[name] as (input: object, context: object) => Promise<unknown>;
    if (!managerOperations[name].mutates) return [name, own];
    return [
      name,
      async (input: object, context: object) => {
        const outcomes = arrived.get(keyOf(name, input)) ?? [];
        arrived.set(keyOf(name, input), outcomes);
        const at = outcomes.push('under way') - 1;
        return own(input, context).then(
          (value) => {
            outcomes[at] = 'done';
            return value;
          },
          (error: unknown) => {
            outcomes[at] = codeOf(error);
            throw error;
          },
        );
      },
    ];
  });
  return Object.fromEntries(noted) as ManagerOperations;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'random cuts '));
  place = await openCorePlace('random-cuts');
  const { manager, world } = place;
  const operations = noteArrivals(manager.operations);
  let number = 0;
  server = await createServer({
    ...{ operations: () => operations, installation: () => describeInstallation(world), appVersion: '1.0.0' },
    onEvent: (listen) => manager.onEvent((event) => listen(event, (number += 1))),
    ...{ isToken: (text) => text === doorToken, port: 0, log: silentLogger },
  });
  line = await openCuttableLine(`http://127.0.0.1:${server.port}`);
  const at = { kind: 'address', address: line.address } as const;
  const target = { folder: 'remote:a1', remote: { place: at, title: 'studio', folder: null }, token: doorToken };
  core = await openRemoteCore({ target, tables: createPreparedTables(folder), firstWaitMs: 20 });
  core.onEvent((event) => heard.push(event));
  manager.onEvent((event) => told.push(...[event].filter(ofQueue)));
});
afterAll(async () => {
  await core.close();
  await line.close();
  await server.close();
  await place.stop();
  await rm(folder, { recursive: true });
});

interface Call {
  key: string;
  outcome: string;
}

/** Calls by chance: tasks of every kind, and what stops one and takes one back. */
function createCalls(random: () => number): (id: string) => Promise<Call> {
  const ordered: string[] = [];
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const install = () => {
    const [id, version] = [pick(packs), pick(['1.0.0', '1.1.0', 'latest'])];
    return { kind: 'install', params: { id, version, selected_version: version, mode: 'cache', channel: 'default' } };
  };
  const named = (kind: string) => ({ kind, params: { node_name: pick(packs), is_unknown: false } });
  const enable = () => ({ kind: 'enable', params: { cnr_id: pick(packs) } });
  const makers = [install, install, enable, ...['update', 'disable', 'uninstall'].map((kind) => () => named(kind))];
  return async (id) => {
    const kind = random();
    const [earlier] = kind > 0.6 ? ordered.splice(Math.floor(random() * ordered.length), 1) : [];
    if (earlier !== undefined) return ask(kind > 0.8 ? 'queue.cancel' : 'undo.order', { ui_id: earlier });
    ordered.push(id);
    const task = { ui_id: id, client_id: 'cuts', ...pick(makers as [() => object, ...(() => object)[]])() };
    return ask('queue.order', { tasks: [task], rows: [] } as unknown as OperationInput<'queue.order'>);
  };
}

async function ask<N extends ManagerOperationName>(name: N, input: OperationInput<N>): Promise<Call> {
  const own = core.operations[name] as (given: object, context: object) => Promise<unknown>;
  const key = keyOf(name, input);
  return own(input, person).then(
    () => ({ key, outcome: 'done' }),
    (error: unknown) => ({ key, outcome: codeOf(error) }),
  );
}

/** Waits until nothing is under way there, and all that was told of it is heard here: in order, once, and without a gap. */
async function settle(): Promise<void> {
  const view = () => place.manager.operations['queue.view']({}, person);
  await vi.waitFor(async () => expect(await view()).toMatchObject({ isProcessing: false, pending: [] }));
  await vi.waitFor(() => expect(core.remote.connection().state).toBe('connected'));
  await vi.waitFor(() => expect(heard.filter(ofQueue)).toEqual(told));
}

/** What was said of a call agrees with what became of it: nothing arrived twice, and nothing is told that was not. */
function judge({ key, outcome }: Call): void {
  const there = arrived.get(key) ?? [];
  if (outcome === 'outcome-unknown') expect([key, there.length <= 1]).toEqual([key, true]);
  else expect([key, ...there]).toEqual(outcome === 'remote-unreachable' ? [key] : [key, outcome]);
}

it(`through ${cuts} cuts at random moments nothing is lost, done twice or told falsely (CUTS_SEED=${seed})`, async () => {
  const random = createRandom(seed);
  const call = createCalls(random);
  const outcomes: string[] = [];
  for (let round = 0; round < cuts; round += 1) {
    const isBlocked = random() < 0.5;
    // Half of the cuts meet the calls, and the others the tasks.
    const cutting = delay(random() * (random() < 0.5 ? 10 : 400)).then(async () => {
      if (isBlocked) line.block();
      line.cut();
      await delay(random() * 200);
      line.mend();
    });
    const calls = await Promise.all(Array.from({ length: callsAtOnce }, (_item, at) => call(`${round}-${at}`)));
    await cutting;
    await settle();
    for (const made of calls) judge(made);
    for (const name of ['queue.view', 'packs.local', 'undo.list'] as const) {
      const [far, near] = [await core.operations[name]({}, person), place.manager.operations[name]];
      expect(same(far)).toEqual(same(await near({}, person)));
    }
    outcomes.push(...calls.map(({ outcome }) => outcome));
  }
  expect(outcomes).toContain('done');
  expect(outcomes.filter((outcome) => outcome !== 'done').length).toBeGreaterThan(0);
});
