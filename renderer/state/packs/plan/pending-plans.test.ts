import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PackagePlan } from '../../../../src/contract/python/package-plan';
import { go } from '../../../navigation/location-store';
import { showPalette } from '../../../navigation/window-store';
import { beginPlan, openPlan, usePendingPlans } from './pending-plans';
import type { PlannedOrder } from './plan-tasks';

// Nothing of it is read here.
const plan = { plan_id: '1' } as unknown as PackagePlan;
const order: PlannedOrder = { tasks: [], without: [], leaveOut: [], isAsAsked: false, mayBuild: false };
const state = () => usePendingPlans.getState();

class Field {
  readonly isContentEditable = true;
}

beforeEach(() => {
  vi.stubGlobal('document', { activeElement: null });
  vi.stubGlobal('HTMLElement', Field);
  usePendingPlans.setState(usePendingPlans.getInitialState(), true);
  go({ place: 'packs', query: '' });
  showPalette(false);
});
afterEach(() => vi.unstubAllGlobals());

it.each([
  ['opens for who still stands where it was requested', () => undefined, true],
  ['waits in its row for who has gone elsewhere', () => go({ place: 'settings' }), false],
  ['waits in its row for who looks for something else', () => go({ query: 'pose' }), false],
  ['waits in its row for who has the palette open', () => showPalette(true), false],
  ['waits in its row for who is about to type', () => vi.stubGlobal('document', { activeElement: new Field() }), false],
  ['waits in its row for who has requested something else by then', () => beginPlan(order), false],
])('a decision %s', async (_what, leave, isOpened) => {
  const session = beginPlan(order);
  const [{ id } = { id: '' }] = state().plans;
  await Promise.resolve();
  leave();
  const answered = session.ask(plan, order);
  await vi.waitUntil(() => state().plans[0]?.plan === plan);
  expect(state().openId).toBe(isOpened ? id : null);
  openPlan(id);
  state().plans[0]?.answer('go');
  expect(await answered).toBe('go');
});

it('what a way out leads to is shown in the same dialog', async () => {
  const session = beginPlan(order);
  const first = session.ask(plan, order);
  await vi.waitUntil(() => state().openId !== null);
  const { openId } = state();
  const without = { ...order, without: ['Impact'] };
  state().plans[0]?.answer({ kind: 'disable', pack: 'Impact' });
  await first;
  expect(state()).toMatchObject({ openId, plans: [{ id: openId, plan: null }] });
  const second = session.ask(plan, without);
  await vi.waitUntil(() => state().plans[0]?.plan === plan);
  expect(state()).toMatchObject({ openId, plans: [{ order: without }] });
  state().plans[0]?.stop();
  expect(await second).toBeNull();
  session.end();
  expect(state()).toEqual({ plans: [], openId: null });
});
