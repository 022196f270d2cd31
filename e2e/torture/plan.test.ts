import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../random';
import { choosePlan, describePlan, seedOf, type Plan } from './plan';
import { torturePacks } from './torture-packs';

const plansOf = (seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: 300 }, () => choosePlan(random, { packs: torturePacks, model: '/models/own.pt' }));
};

it('the same seed makes the same plans, another one makes others', () => {
  expect(plansOf(1)).toEqual(plansOf(1));
  expect(plansOf(1)).not.toEqual(plansOf(2));
});

/** Of what kinds the plans are. */
const coverageOf = (plans: readonly Plan[]) => ({
  victims: new Set(plans.map(({ kill }) => kill.victim)),
  moments: new Set(plans.map(({ kill }) => kill.moment.after)),
  areSomeKilledTwice: plans.some(({ kill }) => kill.againAfterMs !== null),
  tasks: new Set(plans.flatMap(({ tasks }) => tasks.map(({ kind }) => kind))),
});

const everyKind = {
  victims: new Set(['app', 'group', 'tree', 'worker']),
  moments: new Set(['time', 'packages', 'packs', 'records']),
  areSomeKilledTwice: true,
  tasks: new Set(
    ['install', 'update', 'uninstall', 'fix', 'disable', 'enable', 'rehearse-updates'].concat([
      'install-model',
      'remove-model',
      'move-model',
    ]),
  ),
};

it('kills every victim at every moment, and asks for every kind of task', () => {
  expect(coverageOf(plansOf(3))).toEqual(everyKind);
});

const ciRun = resolve(import.meta.dirname, '..', '..', '.ci', 'run');

it('has all of that in the few runs that CI makes', async () => {
  const [, runs = '', seed = ''] = /--runs (\d+) --seed (\d+)/u.exec(await readFile(ciRun, 'utf8')) ?? [];
  const targets = { packs: torturePacks, model: '/models/own.pt' };
  const plans = Array.from({ length: Number(runs) }, (_, at) =>
    choosePlan(createRandom(seedOf(Number(seed), at + 1)), targets),
  );
  expect(coverageOf(plans)).toEqual(everyKind);
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
