import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../e2e/random';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel } from '../../../../e2e/world/wheel';
import type { JobContext } from '../../../base/async/job';
import { RequirementPolicy } from '../../../contract/settings';
import { noConsent } from './consent';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';

/** How many cases with each tool: a few with every run, the whole of them by `PLAN_CASES=200,40`. */
const [uvCases = 12, pipCases = 1] = (process.env['PLAN_CASES'] ?? '').split(',').filter(Boolean).map(Number);
const firstSeed = Number(process.env['PLAN_SEED'] ?? '1');
const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
/** One after the other by the seed, so that a seed is the same case with the same policy. */
const policies = RequirementPolicy.options;
const versions = ['1.0', '1.5', '2.0', '3.0'];

interface Case {
  installed: Record<string, string>;
  packs: string[][];
  candidate: string[];
}

const requiresOf = (name: string, version: string): string[] => {
  const at = names.indexOf(name);
  const next = names[at + 1];
  if (next === undefined) return [];
  return version === '3.0' ? [`${next}>=2.0`] : version === '1.5' ? [`${next}<3`] : [];
};

function makeCase(seed: number): Case {
  const chance = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const line = (): string => `${pick(names)}${pick(['', '>=1.5', '<2', '>=2.0', '<3', '==1.5', '!=2.0'])}`;
  const lines = (most: number) => Array.from({ length: 1 + Math.floor(chance() * most) }, line);
  const installed = Object.fromEntries(names.filter(() => chance() < 0.6).map((name) => [name, pick(versions)]));
  return { installed, packs: Array.from({ length: 3 }, () => lines(2)), candidate: lines(3) };
}

/** Who needs what, of a sentence of uv or pip. */
const needOf = (text: string): string =>
  [...new Set(text.match(/[a-z]{4,}/g) ?? [])].filter((word) => names.includes(word)).join(' ');

describe.each([
  ['uv', uvCases],
  ['pip', pipCases],
] as const)('plans by chance with %s', (tool, count) => {
  let place: PythonPlace;
  beforeAll(async () => {
    place = await openPythonPlace();
    for (const name of names)
      for (const version of versions) await place.index.publish({ name, version, requires: requiresOf(name, version) });
  });
  afterAll(() => place.remove());

  it.each(Array.from({ length: count }, (_, at) => firstSeed + at))(
    'what is said is what lands, and nobody loses what was met: seed %i',
    async (seed) => {
      const { installed, packs, candidate } = makeCase(seed);
      const baseDir = join(place.root, 'base dir');
      const site = await sitePackagesOf(place.venvDir);
      for (const name of await readdir(site))
        if (!/^(pip|uv)(-.*)?$/.test(name)) await rm(join(site, name), { recursive: true });
      for (const [name, version] of Object.entries(installed))
        await unpackWheel({ name, version, requires: requiresOf(name, version) }, site);
      await rm(join(baseDir, 'custom_nodes'), { recursive: true, force: true });
      const dirs = await Promise.all(
        packs.map(async (lines, at) => {
          const dir = join(baseDir, 'custom_nodes', `pack-${at}`);
          await mkdir(dir, { recursive: true });
          await writeFile(join(dir, 'requirements.txt'), lines.join('\n'));
          return dir;
        }),
      );
      const packDir = join(place.root, 'candidate');
      await mkdir(packDir, { recursive: true });
      await writeFile(join(packDir, 'requirements.txt'), candidate.join('\n'));
      const { python, check } = await openTestPython(place, { baseDir, tool });
      const { signal } = new AbortController();
      const quiet = { report: () => undefined, log: () => undefined, warn: () => undefined };
      const job: JobContext = { signal, ...quiet };
      const lines = candidate.map((text) => ({ text, source: 'a test' }));
      const nothing = { packages: [], remove: [], leavingDirs: [], leaveOut: [] };
      const before = await python.listPackages();
      const problemsBefore = (await check(signal)).map(({ text }) => text);
      const unmetBefore = await Promise.all(dirs.map((dir) => python.checkRequirements({ packDir: dir })));
      const policy = policies[seed % policies.length] ?? 'as-asked';
      const plan = await python.plan({ ...nothing, packs: [{ name: 'candidate', lines }], policy }, signal);
      const consent = { ...noConsent, policy };
      const work = python.installRequirements({ packDir, packName: 'candidate', consent }, job).then(
        () => 'done',
        () => 'refused',
      );
      expect(await work).toBe(plan.outcome === 'impossible' ? 'refused' : 'done');
      const wanted = new Map(before);
      for (const { name, to } of plan.changes) if (to !== null) wanted.set(name, to);
      const after = await python.listPackages();
      expect(Object.fromEntries(after)).toEqual(Object.fromEntries(wanted));
      const isUnchanged = ([name, version]: [string, string]): boolean => {
        const now = after.get(name) ?? '';
        return policy === 'as-asked' || now === version || (policy === 'no-downgrade' && Number(now) > Number(version));
      };
      expect([...before].filter(([name]) => names.includes(name)).filter((one) => !isUnchanged(one))).toEqual([]);
      for (const [at, dir] of dirs.entries()) {
        // Lines alone: what lies below them is told only where all lines are met, so the packages are asked for it themselves.
        const unmet = (await python.checkRequirements({ packDir: dir })).filter((one) => packs[at]?.includes(one));
        expect(unmet.filter((one) => !(unmetBefore[at] ?? []).includes(one))).toEqual([]);
      }
      const moved = new Set(plan.changes.map(({ name }) => name));
      const problems = (await check(signal)).filter((one) => !moved.has(one.package));
      // A need that was not met before may stay so, in other words: what was not there may be there at a version that it does not want.
      const neededBefore = new Set(problemsBefore.map(needOf));
      expect(problems.map(({ text }) => text).filter((text) => !neededBefore.has(needOf(text)))).toEqual([]);
    },
    // One that is broken off goes on in the environment of the next.
    300_000,
  );
});
