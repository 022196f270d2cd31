import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { speakAbout } from '../../bridge';
import { requestPack, requestPacks } from './request-pack';
import { requestTask } from '../queue/actions';
import type { PackRecord } from './pack-record';
import { useFailure } from '../installation/failure';
import { useQueue } from '../queue/queue-store';

/** What the window asked of the core, in its order. */
const heard: { name: string; input: unknown }[] = [];
let refusal: Record<string, string> | null;

beforeEach(() => {
  heard.length = 0;
  refusal = null;
  const answers: Record<string, unknown> = { 'policy.explain': { allowed: true }, 'queue.order': {} };
  const bridge = {
    call: (name: string, input: unknown) => {
      heard.push({ name, input });
      const error = name === 'queue.order' ? refusal : null;
      if (error) return Promise.resolve({ ok: false, error });
      return Promise.resolve({ ok: true, json: new TextEncoder().encode(JSON.stringify(answers[name])) });
    },
  };
  vi.stubGlobal('window', { bridge });
  speakAbout('/one');
  useQueue.setState(useQueue.getInitialState(), true);
  useFailure.setState({ failure: null });
});
afterEach(() => vi.unstubAllGlobals());

const record = (key: string, local: object | null): PackRecord =>
  ({ key, registryId: key, repository: null, files: [], state: null, local }) as unknown as PackRecord;
const missing = record('depth', null);
const installed = (key: string) => record(key, { key, version: '1.0.0', registryId: key, source: 'registry' });
const names = () => heard.map(({ name }) => name);
const orders = () => heard.filter(({ name }) => name === 'queue.order').map(({ input }) => input);

it('a click on Install is one call that changes anything, after the one question that the policy has to answer', async () => {
  await requestPack(missing, { kind: 'install' });
  expect(names()).toEqual(['policy.explain', 'queue.order']);
  expect(useQueue.getState().submitting).toEqual([]);
});

it('a click that every level allows is one call', async () => {
  await requestPack(installed('depth'), { kind: 'update' });
  expect(names()).toEqual(['queue.order']);
});

it('a click for many packs is one call, and what goes before them is first in it', async () => {
  const comfy = { ui_id: 'c', client_id: 'w', kind: 'update-comfyui', params: { is_stable: true } } as const;
  await requestPacks([installed('a'), installed('b')], { kind: 'update' }, [comfy]);
  expect(names()).toEqual(['queue.order']);
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
  const asked = requestPack(installed('a'), { kind: 'update' });
  speakAbout('/two');
  await asked;
  expect(useFailure.getState().failure).toMatchObject({ code: 'not-shown' });
  expect(useQueue.getState()).toMatchObject({ refusals: {} });
});
