import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { speakAbout } from '../../bridge';
import { requestPack, requestPacks } from './request-pack';
import { requestPlanned } from './plan/request-planned';
import { requestTask } from '../queue/actions';
import type { PackRecord } from './pack-record';
import type { PackRequest } from './pack-task';
import { type PlanAnswer, usePendingPlans } from './plan/pending-plans';
import { comfyTask, frontEndUp, ofComfy, moves, nothingMoves, numpyUp } from './testing/package-plans';
import { useFailure } from '../installation/failure';
import { useQueue } from '../queue/queue-store';

/** What the window asked of the core, in its order. */
const calls: { name: string; input: unknown }[] = [];
let refusal: Record<string, string> | null;
let planRefusal: Record<string, string> | null;
/** The rows that the policy refuses, each of which the person is asked about once; and those that the person does not allow. */
let deniedRows: string[];
let declinedRows: string[];

let answers: Record<string, unknown>;
/** A plan that takes until it is cancelled. */
let isPlanSlow: boolean;
const ends: Record<string, (reply: unknown) => void> = {};

beforeEach(() => {
  calls.length = 0;
  answers = {
    'settings.read': { settings: [{ name: 'python.askBefore', inForce: 'moves' }], isDemo: false },
    'python.plan': nothingMoves,
  };
  refusal = null;
  planRefusal = null;
  isPlanSlow = false;
  deniedRows = [];
  declinedRows = [];
  const orderAnswer = (rows: readonly string[] = []) => {
    const operation = deniedRows.find((row) => rows.includes(row));
    return { denied: operation === undefined ? null : { operation, allowed: false } };
  };
  const answer = (name: string, input: { rows?: string[]; operation?: string }) => {
    const error = name === 'queue.order' ? refusal : name === 'python.plan' ? planRefusal : null;
    if (error) return { ok: false, error };
    if (name === 'policy.allow' && declinedRows.includes(input.operation ?? ''))
      return { ok: false, error: { error: 'No.', message: 'No.', code: 'cancelled' } };
    const value = name in answers ? answers[name] : name === 'queue.order' ? orderAnswer(input.rows) : {};
    return { ok: true, json: new TextEncoder().encode(JSON.stringify(value)) };
  };
  const bridge = {
    call: (name: string, input: object, { id = '' }: { id?: string }) => {
      calls.push({ name, input });
      const isSlow = name === 'python.plan' && isPlanSlow;
      return isSlow ? new Promise((end) => (ends[id] = end)) : Promise.resolve(answer(name, input));
    },
    cancel: (id: string) =>
      ends[id]?.({ ok: false, error: { error: 'Cancelled.', message: 'Cancelled.', code: 'cancelled' } }),
  };
  vi.stubGlobal('window', { bridge });
  vi.stubGlobal('document', { activeElement: null });
  vi.stubGlobal('HTMLElement', Object);
  speakAbout('/one');
  useQueue.setState(useQueue.getInitialState(), true);
  useFailure.setState({ failure: null });
});
afterEach(() => vi.unstubAllGlobals());

const record = (key: string, local: object | null): PackRecord =>
  ({ key, registryId: key, repository: null, files: [], state: null, local }) as unknown as PackRecord;
const missing = record('depth', null);
const installed = (key: string) => record(key, { key, version: '1.0.0', registryId: key, source: 'registry' });
/** The setting is read once in the life of a window. */
const names = () => calls.map(({ name }) => name).filter((name) => name !== 'settings.read');
const orders = () => calls.filter(({ name }) => name === 'queue.order').map(({ input }) => input);

it.each<[PackRequest['kind'], () => PackRecord]>([
  ['install', () => missing],
  ['update', () => installed('depth')],
  ['enable', () => installed('depth')],
  ['disable', () => installed('depth')],
])('a click on %s is one order, after a look at its packages where it brings some', async (kind, recordOf) => {
  await requestPack(recordOf(), { kind });
  const planCalls = kind === 'disable' ? [] : ['python.plan'];
  expect(names()).toEqual([...planCalls, 'queue.order']);
  expect(useQueue.getState().submitting).toEqual([]);
});

/** The oldest plan that waits for the person. */
const findDecision = () => usePendingPlans.getState().plans.find(({ plan }) => plan !== null);

/** Answers the oldest plan that has to be decided about. */
async function answerPlan(given: PlanAnswer): Promise<void> {
  const { answer } = await vi.waitUntil(() => findDecision());
  answer(given);
}

it('what would move a package is shown first, and ordered as it was shown', async () => {
  answers['python.plan'] = moves;
  const requesting = requestPack(missing, { kind: 'install' });
  await answerPlan('go');
  await requesting;
  expect(orders()).toMatchObject([{ tasks: [{ kind: 'install', params: { plan_id: moves.plan_id } }] }]);
});

it('what the person does not want is not ordered', async () => {
  answers['python.plan'] = moves;
  const requesting = requestPack(missing, { kind: 'install' });
  await answerPlan(null);
  await requesting;
  expect(names()).toEqual(['python.plan']);
  expect(useQueue.getState()).toMatchObject({ submitting: [], refusals: {} });
});

it('of two clicks that both have to be looked at, each has its own answer, and nobody is shown the second unasked', async () => {
  answers['python.plan'] = moves;
  const requesting = [
    requestPack(missing, { kind: 'install' }),
    requestPack(record('pose', null), { kind: 'install' }),
  ];
  await vi.waitUntil(() => usePendingPlans.getState().plans.every(({ plan }) => plan !== null));
  const [first, second] = usePendingPlans.getState().plans;
  expect(usePendingPlans.getState().openId).toBe(second?.id);
  first?.answer(null);
  second?.answer('go');
  await Promise.all(requesting);
  expect(orders()).toMatchObject([{ tasks: [{ params: { id: 'pose' } }] }]);
});

it('a question that nobody can answer, since another installation is shown, holds up nothing', async () => {
  answers['python.plan'] = moves;
  const requesting = requestPack(missing, { kind: 'install' });
  await vi.waitUntil(() => findDecision());
  speakAbout('/two');
  await requesting;
  expect(orders()).toEqual([]);
  const next = requestPack(missing, { kind: 'install' });
  await answerPlan('go');
  await next;
  expect(orders()).toHaveLength(1);
});

it('what only adds packages is ordered at once, and stops when one would move after all', async () => {
  answers['python.plan'] = { ...moves, changes: [{ ...numpyUp, from: null, kind: 'added' }] };
  await requestPack(missing, { kind: 'install' });
  expect(orders()).toMatchObject([{ tasks: [{ params: { only_new: true } }] }]);
});

it('a way out has a plan of its own: the other pack is disabled first', async () => {
  const conflict = { reason: '', package: 'numpy', sides: [] };
  const waysOut = [{ kind: 'disable', pack: 'Impact' }];
  answers['python.plan'] = { ...nothingMoves, outcome: 'impossible', conflict, waysOut };
  const requesting = requestPack(missing, { kind: 'install' });
  await vi.waitUntil(() => findDecision());
  answers['python.plan'] = moves;
  await answerPlan({ kind: 'disable', pack: 'Impact' });
  await answerPlan('go');
  await requesting;
  expect(calls.filter(({ name }) => name === 'python.plan').map(({ input }) => input)).toMatchObject([
    { packs: [{ key: 'depth', to: 'latest' }], without: [] },
    { without: ['Impact'] },
  ]);
  expect(orders()).toMatchObject([
    { tasks: [{ kind: 'disable', params: { node_name: 'Impact' } }, { kind: 'install' }] },
  ]);
});

it('a core that cannot plan keeps nobody from ordering', async () => {
  planRefusal = { error: 'There is no Python.', message: 'There is no Python.', code: 'environment-missing' };
  await requestPack(missing, { kind: 'install' });
  expect(names()).toEqual(['python.plan', 'queue.order']);
});

it('what the policy refuses is asked for, and ordered without asking for the same again', async () => {
  deniedRows = ['install-registry', 'install-nightly'];
  await requestPack(missing, { kind: 'install', version: 'nightly' });
  expect(names().filter((name) => name !== 'python.plan')).toEqual([
    'queue.order',
    'policy.allow',
    'queue.order',
    'policy.allow',
    'queue.order',
  ]);
  expect(orders()).toMatchObject([
    { rows: ['install-registry', 'install-nightly'] },
    { rows: ['install-nightly'] },
    { rows: [] },
  ]);
  const { tasks } = orders()[0] as { tasks: { ui_id: string }[] };
  const allowed = calls.filter(({ name }) => name === 'policy.allow').map(({ input }) => input);
  const once = { minutes: 15, task: tasks[0]?.ui_id, target: 'depth' };
  expect(allowed).toEqual([
    { operation: 'install-registry', ...once },
    { operation: 'install-nightly', ...once },
  ]);
});

it('what the person does not allow is not ordered, and is no failure', async () => {
  deniedRows = ['install-registry'];
  declinedRows = ['install-registry'];
  await requestPack(missing, { kind: 'install' });
  expect(names()).toEqual(['python.plan', 'queue.order', 'policy.allow']);
  expect(useFailure.getState().failure).toBeNull();
  expect(useQueue.getState()).toMatchObject({ submitting: [], refusals: {} });
});

it('ComfyUI and packs are looked at together, and both are held to the one plan', async () => {
  answers['python.plan'] = moves;
  const requesting = requestPacks([installed('a')], { kind: 'update' }, [comfyTask]);
  await answerPlan('go');
  expect(await requesting).toBe(true);
  const [question] = calls.filter(({ name }) => name === 'python.plan');
  expect(question?.input).toMatchObject({ comfyui: { is_stable: true }, packs: [{ key: 'a' }] });
  const bound = { params: { plan_id: moves.plan_id } };
  expect(orders()).toMatchObject([{ tasks: [bound, bound] }]);
});

it.each([
  [
    'stops for a package that others use',
    [frontEndUp, { ...numpyUp, askedBy: [{ by: 'ComfyUI', line: 'numpy>=2' }] }],
    true,
  ],
  [
    'stops for its front end where a pack asks for it',
    [{ ...frontEndUp, askedBy: [ofComfy, { by: 'depth', line: 'x' }] }],
    true,
  ],
  ['does not stop for its front end, and is held to it', [frontEndUp], false],
])('an update of ComfyUI alone %s', async (_what, changes, stops) => {
  answers['python.plan'] = { ...moves, changes };
  const requesting = requestPlanned(comfyTask);
  if (stops) await answerPlan(null);
  expect(await requesting).toBe(!stops);
  const bound = { ...comfyTask, params: { is_stable: true, plan_id: moves.plan_id } };
  expect(orders()).toEqual(stops ? [] : [expect.objectContaining({ tasks: [bound] })]);
});

it('a version of ComfyUI that only brings packages is ordered without a stop, and keeps to that', async () => {
  answers['python.plan'] = { ...moves, changes: [{ ...numpyUp, name: 'kornia', from: null, kind: 'added' }] };
  expect(await requestPlanned(comfyTask)).toBe(true);
  expect(orders()).toMatchObject([{ tasks: [{ params: { is_stable: true, only_new: true } }] }]);
});

it('an older version of ComfyUI, and a pack that is disabled first, are ways out', async () => {
  answers['python.plan'] = moves;
  const requesting = requestPlanned(comfyTask);
  await answerPlan({ kind: 'older-version', pack: 'ComfyUI', version: 'v0.3.61' });
  await answerPlan({ kind: 'disable', pack: 'depth' });
  await answerPlan('go');
  await requesting;
  expect(orders()).toMatchObject([
    {
      tasks: [
        { kind: 'disable' },
        { kind: 'update-comfyui', params: { target_version: 'v0.3.61', plan_id: moves.plan_id } },
      ],
    },
  ]);
});

it('a click for many packs is one call, and what goes before them is first in it', async () => {
  await requestPacks([installed('a'), installed('b')], { kind: 'update' }, [comfyTask]);
  expect(names()).toEqual(['python.plan', 'queue.order']);
  expect(orders()).toMatchObject([{ tasks: [{ ui_id: 'c' }, { kind: 'update' }, { kind: 'update' }] }]);
});

it('a refusal is shown on the row of its pack, and that of a task of no row above the place', async () => {
  refusal = { error: 'The disk is full.', message: 'The disk is full.', code: 'disk-full' };
  await requestPacks([installed('a'), installed('b')], { kind: 'update' });
  expect(useFailure.getState().failure).toBeNull();
  expect(useQueue.getState()).toMatchObject({
    submitting: [],
    refusals: { a: { kind: 'update', error: { code: 'disk-full' } }, b: { error: { code: 'disk-full' } } },
  });
  const task = { ui_id: 'c', client_id: 'w', kind: 'update', params: { node_name: 'x' } } as const;
  expect(await requestTask(task)).toBe(false);
  expect(useFailure.getState().failure).toMatchObject({ code: 'disk-full' });
});

it('a refusal that comes after a switch is no news about a row: it is told above the place', async () => {
  refusal = { error: 'Another one is shown.', message: 'Another one is shown.', code: 'not-shown' };
  const requesting = requestPack(installed('a'), { kind: 'update' });
  speakAbout('/two');
  await requesting;
  expect(useFailure.getState().failure).toMatchObject({ code: 'not-shown' });
  expect(useQueue.getState()).toMatchObject({ refusals: {} });
});

it('a click is ended from its row while its packages are looked at: nothing is ordered, and nothing is told as a failure', async () => {
  isPlanSlow = true;
  const clicked = requestPacks([missing, record('upscale', null)], { kind: 'install' });
  await vi.waitFor(() => expect(names()).toEqual(['python.plan']));
  const [pending] = usePendingPlans.getState().plans;
  expect(pending?.order.tasks).toMatchObject([{ params: { id: 'depth' } }, { params: { id: 'upscale' } }]);
  pending?.stop();
  expect(await clicked).toBe(false);
  expect(names()).toEqual(['python.plan']);
  expect(useQueue.getState()).toMatchObject({ submitting: [], refusals: {} });
  expect(useFailure.getState().failure).toBeNull();
});
