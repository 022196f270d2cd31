import { expect, it } from 'vitest';
import { createRandom } from '../random-changes';
import { choosePlan, describePlan } from './plan';
import { torturePacks } from './torture-packs';

const plansOf = (seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: 300 }, () => choosePlan(random, { packs: torturePacks, model: '/models/own.pt' }));
};

it('the same seed makes the same plans, another one makes others', () => {
  expect(plansOf(1)).toEqual(plansOf(1));
  expect(plansOf(1)).not.toEqual(plansOf(2));
});

it('kills every victim at every moment, and asks for every kind of task', () => {
  const plans = plansOf(3);
  expect(new Set(plans.map(({ kill }) => kill.victim))).toEqual(new Set(['app', 'group', 'tree', 'worker']));
  expect(new Set(plans.map(({ kill }) => kill.moment.after))).toEqual(
    new Set(['time', 'packages', 'packs', 'records']),
  );
  expect(plans.some(({ kill }) => kill.againAfterMs !== null)).toBe(true);
  expect(new Set(plans.flatMap(({ tasks }) => tasks.map(({ kind }) => kind)))).toEqual(
    new Set([
      'install',
      'update',
      'uninstall',
      'fix',
      'disable',
      'enable',
      'install-model',
      'remove-model',
      'move-model',
      'rehearse-updates',
    ]),
  );
});

it('chooses optional groups, some and none, at an install and later', () => {
  const tasks = plansOf(3).flatMap((plan) => plan.tasks);
  const named = tasks.filter(({ params }) => Array.isArray(params['optional_groups']));
  const kinds = new Set(named.map(({ kind, params }) => `${kind} ${String(params['optional_groups'])}`));
  for (const one of ['fix ', 'fix deep', 'fix wide', 'fix deep,wide', 'install ', 'install deep'])
    expect(kinds).toContain(one);
});

it('tells a plan in one line', () => {
  const [first] = plansOf(1);
  expect(first && describePlan(first)).toMatch(/^\w[^\n]+ \| kill (app|group|tree|worker) [^\n]+$/);
});
