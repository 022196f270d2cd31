import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from '../app';
import type { Tree } from '../tree';
import { sitePackagesOf } from '../world/python-env';
import { launchServed } from '../launch-served';
import { arrangeForms } from './forms/arrange';
import { gitForms, proofOfCommand, wasCommandRun } from './forms/git';
import type { HostileHost } from './hostile-host';
import { answerForms, formats, installFrom, rightAnswers, rightFile } from './forms/model-answers';
import { modelForms } from './forms/models';
import { listGitHelpers } from './picture';
import { pythonForms } from './forms/python';
import { registryForms } from './forms/registry';
import {
  isAnswering,
  listEscapes,
  pictureAround,
  setStage,
  settingsFor,
  startHostileHosts,
  type HostileForm,
  type HostileHosts,
  type Players,
} from './stage';

const test = base.extend<{ hosts: HostileHosts; victim: Players }>({
  hosts: async ({ ofFile, world }, use) => {
    const end = async (hosts: HostileHosts) => {
      await Promise.all((Object.values(hosts) as HostileHost[]).map((host) => host.stop()));
    };
    await use(await ofFile.have('hostile hosts', { request: {}, make: () => startHostileHosts(world), end }));
  },
  victim: async ({ ofFile, world, hosts }, use) => {
    const make = async () => {
      const env = { ...world.env, HF_TOKEN: modelToken };
      const served = await launchServed({ world: { ...world, env }, settings: settingsFor(hosts) });
      return { world, hosts, served, packageFolder: await sitePackagesOf(world.comfyui.venvDir) };
    };
    await use(await ofFile.have('victim', { request: {}, make, end: ({ served }) => served.close() }));
  },
});

test.use({ worldOptions: { name: 'attack-hosts', pythonTool: 'uv' } });

const nothing = /^$/;
/** What the host of models alone is told. */
const modelToken = 'hf_token_of_the_person';
const without = (tree: Tree, names: RegExp) =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => !names.test(name)));
const forms: readonly HostileForm[] = [
  ...registryForms,
  ...modelForms,
  ...answerForms,
  ...arrangeForms,
  ...gitForms,
  ...pythonForms,
];
const annotate = ({ blockedBefore }: HostileForm) =>
  blockedBefore === undefined ? [] : [{ type: 'held before', description: blockedBefore }];

test.beforeEach(async () => {
  await rm(proofOfCommand, { force: true });
});

/** Whom the installer asked for packages. */
function expectPackagesOf({ evil, index }: HostileHosts, { namesIndex, fetches }: HostileForm): void {
  const requestsTo = (host: HostileHost) => host.requests().filter(({ path }) => path.startsWith('/simple'));
  if (namesIndex) expect(requestsTo(index), 'the main index was not asked').not.toEqual([]);
  else expect(requestsTo(evil), 'the attacker was asked for packages').toEqual([]);
  if (fetches === undefined) return;
  const fetched = index.requests().filter(({ path }) => fetches.test(path));
  expect(fetched, 'the bad file was not asked for').not.toEqual([]);
}

/** The token goes to the host of models, and to no other. */
function expectTokenAtHome({ models: _home, ...others }: HostileHosts): void {
  const told = Object.values(others).flatMap((host) => host.requests());
  expect(told.filter(({ authorization }) => authorization.includes(modelToken))).toEqual([]);
}

for (const form of forms) {
  test(`hostile ${form.name}`, { annotation: annotate(form) }, async ({ victim, hosts }) => {
    const stage = await setStage(victim);
    await form.prepare(stage);
    const escapesBefore = await listEscapes(stage);
    const before = await pictureAround(stage);

    const ending = await form.act(stage);

    expect(ending.words.trim(), 'it is told in words').not.toBe('');
    if (form.ends === 'failed') expect(ending.hasFailed, `it ended well: ${ending.words}`).toBe(true);
    // What failed has left nothing at all.
    const mayLeave = ending.hasFailed ? nothing : (form.leaves ?? nothing);
    expect(without(await pictureAround(stage), mayLeave)).toEqual(without(before, mayLeave));
    expect(await listEscapes(stage)).toEqual(escapesBefore);
    expect(await wasCommandRun(), 'a command of the attacker was run').toBe(false);
    expectPackagesOf(hosts, form);
    expectTokenAtHome(hosts);
    await expect.poll(() => isAnswering(stage), { message: 'the app goes on' }).toBe(true);
    expect(await listGitHelpers(hosts.git.url), 'a helper of git was left behind').toEqual([]);
  });
}

for (const format of formats) {
  test(`control: the right .${format} comes in, and the token goes to its host`, async ({ victim, hosts }) => {
    const stage = await setStage(victim);
    for (const [way, answer] of rightAnswers) {
      hosts.models.answerInstead(/^\/good/, answer(format));
      const name = `control ${way}.${format}`;
      const ending = await installFrom(stage, `${hosts.models.url}/good/${encodeURIComponent(name)}`, name);
      expect(ending, way).toMatchObject({ hasFailed: false });
      const file = join(victim.world.comfyui.path, 'models', 'checkpoints', name);
      expect((await readFile(file)).equals(rightFile(format))).toBe(true);
    }
    const told = hosts.models.requests().map(({ authorization }) => authorization);
    expect(new Set(told)).toEqual(new Set([`Bearer ${modelToken}`]));
    expectTokenAtHome(hosts);
  });
}

test('there are 125 answers of a host of models, of some two hundred forms', () => {
  expect(answerForms.length).toBeGreaterThanOrEqual(125);
  expect(forms.length).toBeGreaterThanOrEqual(185);
  expect(new Set(forms.map(({ name }) => name)).size).toBe(forms.length);
});
