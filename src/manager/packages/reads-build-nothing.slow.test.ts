import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseAsking } from '../../../e2e/world/comfy-source';
import { installers } from '../../../e2e/world/nightly';
import { managerOperations, type ManagerOperationName } from '../../contract/operations';
import { readingQuestions } from '../testing/reading-questions';
import { openCorePlace, type CorePlace } from '../undo/testing/core-place';

const readers = (Object.keys(managerOperations) as ManagerOperationName[]).filter(
  (name) => !managerOperations[name].mutates,
);

/** What a package of a stranger is asked for as, by its name and by its address. */
const linesOf = (address: string) => ['source-only', `address-only @ ${address}`];
const pack = { key: 'hostile' };

/** One question for each way that leads to a build: a name, an address, an address behind a wheel, and a line that wants one. */
function waysToBuild(address: string): object[] {
  const lines = linesOf(address);
  return [
    ...lines.map((line) => ({ packs: [{ key: 'tidy-latents', pip: [line] }] })),
    { packages: ['leads-to-address'] },
    { packs: [{ key: 'tidy-latents', pip: ['--no-binary :all:', ...lines] }], requirement_policy: 'as-asked' },
  ];
}

/** Who else may ask for a plan. */
const otherPlans: object[] = [
  { packages: ['source-only'] },
  { packages: ['leads-to-source'] },
  { packs: [{ ...pack, stays: true }] },
  { comfyui: { target_version: 'v0.3.99' } },
  {},
];

describe.each(installers)('with %s', (tool) => {
  let place: CorePlace;
  let marker = '';
  let address = '';
  beforeAll(async () => {
    place = await openCorePlace(`reads-build-nothing-${tool}`, { 'python.tool': tool });
    const { index, git, comfyui, root } = place.world;
    marker = join(root, 'built');
    address = await index.publishSource({ name: 'address-only', version: '1.0', marker });
    await index.publishSource({ name: 'source-only', version: '1.0', marker });
    await index.publish({ name: 'leads-to-source', version: '1.0', requires: ['source-only'] });
    await index.publish({ name: 'leads-to-address', version: '1.0', requires: [`address-only @ ${address}`] });
    await git.commit('comfyanonymous', 'ComfyUI', await releaseAsking('0.3.99', linesOf(address)));
    const requirements = `${linesOf(address).join('\n')}\n`;
    await comfyui.placeFiles({ 'hostile/__init__.py': '', 'hostile/requirements.txt': requirements });
  }, 120_000);
  afterAll(() => place.stop());

  const ran = () => readFile(marker, 'utf8').catch(() => '');

  it('no operation that reads starts a program that builds', { timeout: 900_000 }, async () => {
    const plans = [...waysToBuild(address), ...otherPlans];
    const questions = { ...readingQuestions(address), 'python.plan': plans };
    for (const name of readers) {
      for (const question of questions[name] ?? [{}]) {
        const input = managerOperations[name].input.safeParse(question);
        const operation = place.manager.operations[name] as (given: unknown, by: object) => Promise<unknown>;
        // What is refused, or cannot be answered here, has started nothing either; a schema that refuses would prove nothing.
        expect(input.error?.message, `${name} takes other fields`).toBeUndefined();
        await operation(input.data, { caller: 'program', strictest: 'strong' }).catch(() => undefined);
        expect(await ran(), `${name} ${JSON.stringify(question)}`).toBe('');
      }
    }
  });

  it('and the task, which may, does', { timeout: 240_000 }, async () => {
    const { outcome } = await place.run('install-packages', { packages: ['source-only'] }, 'control');
    expect(outcome.status).toBe('done');
    expect(await ran()).toContain('source-only ran');
  });
});
