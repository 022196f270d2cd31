import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemPython } from '../../../e2e/world/python-env';
import { silentLogger } from '../../base/log';
import { AppSettings } from '../../contract/settings';
import { commitOf, openCodePlace, type CodePlace } from '../comfyui/testing/comfy-code';
import { gitSettings } from '../installation/git-settings';
import { createForecasts, type ForecastSources, type Forecasts } from './forecast';

const steps = (body: string) => ({ 'comfy/sample.py': body });
const lines = Array.from({ length: 6 }, (_, at) => `# line ${at}\n`).join('');
/** A name goes, another one comes, a module goes and a parameter comes, each in a commit of its own between others that touch the same file. */
const commits = [
  commitOf(
    'the beginning',
    {
      ...steps(`${lines}def prepare(mask): ...\ndef run(model): ...\n`),
      'comfy/old.py': 'A = 1\n',
      '.gitignore': 'user/\nvenv/\ncustom_nodes/\n',
      'requirements.txt': 'numpy\n',
    },
    ['v0.3.9'],
  ),
  commitOf('prepare is gone', steps(`${lines}def run(model): ...\n`)),
  commitOf('speaks of prepare once more', steps(`${lines}# prepare(mask) was here\ndef run(model): ...\n`)),
  commitOf('a module is gone', { 'comfy/old.py': null }),
  commitOf('run wants steps', steps(`${lines}# prepare(mask) was here\ndef run(model, steps): ...\n`)),
  commitOf(
    'later comes along',
    { ...steps(`${lines}def run(model, steps): ...\ndef later(): ...\n`), 'requirements.txt': 'numpy>=2\n' },
    ['v0.3.10'],
  ),
  commitOf('nothing of weight', {}),
];

let place: CodePlace;
let forecasts: Forecasts;
let questions: string[];
const packs = new Map<string, string>();

async function put(name: string, text: string): Promise<void> {
  const file = join(place.dir, 'custom_nodes', name, '__init__.py');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  packs.set(name, dirname(file));
}

beforeAll(async () => {
  place = await openCodePlace({ commits });
  const settings = AppSettings.parse({});
  const sources: ForecastSources = {
    find: place.code.find,
    packs: () => Promise.resolve([...packs].map(([name, dir]) => ({ key: name, name, dir, isFile: false }))),
    judgeRequirements: (text) => {
      questions.push(text);
      return Promise.resolve({
        state: 'impossible',
        reason: 'They cannot.',
        clashes: new Map([['calm', 'They cannot.']]),
      });
    },
    rangeOutside: (key) => Promise.resolve(key === 'bounded' ? '<0.3.10' : null),
    interpreter: () => Promise.resolve(systemPython()),
    gitOptions: gitSettings(settings, () => place.config.current()),
    factsDir: join(place.root, 'kept'),
    stagingDir: join(place.root, 'staging'),
    log: silentLogger,
  };
  forecasts = createForecasts(sources);
});
beforeEach(() => {
  questions = [];
  packs.clear();
});
afterAll(() => place.remove());

const subjects = async (version: string) =>
  (await forecasts.of(version)).packs.flatMap(({ name, breaks }) =>
    breaks.map((one) => [name, one.effect, one.name, one.commit?.subject].join(' | ')),
  );

it('names each pack that breaks, the gravest first, and the very commit that took it away', async () => {
  await put('calm', 'import comfy.sample\n');
  await put('late', 'import comfy.sample\n\ndef f():\n    comfy.sample.run("model")\n');
  await put('broken', 'from comfy.sample import prepare\nfrom comfy import old\n');
  const before = await place.picture();
  const found = await forecasts.of('v0.3.10');
  expect(found).toMatchObject({
    from: 'v0.3.9',
    to: { version: 'v0.3.10', commit: await place.git('rev-parse', 'v0.3.10') },
    isOlder: false,
    read: 3,
  });
  expect(found.packs.map(({ name, clash }) => [name, clash])).toEqual([
    ['broken', null],
    ['calm', 'They cannot.'],
    ['late', null],
  ]);
  expect(found.packages).toEqual({ state: 'impossible', reason: 'They cannot.' });
  expect(questions).toEqual(['numpy>=2\n']);
  expect(await subjects('v0.3.10')).toEqual([
    'broken | pack | comfy.sample.prepare | prepare is gone',
    'broken | pack | comfy.old | a module is gone',
    'late | use | comfy.sample.run | run wants steps',
  ]);
  expect(found.packs[2]?.breaks[0]).toMatchObject({ kind: 'call', parameter: 'steps', file: '__init__.py', line: 4 });
  // The remote of the test is a folder, so there is no page to show.
  expect(found.packs[0]?.breaks[0]?.commit).toMatchObject({
    commit: await place.git('log', '-1', '--format=%H', '--grep=^prepare is gone', 'v0.3.10'),
    address: null,
  });
  expect(await place.picture()).toEqual(before);
});

it('sees what is written into a pack between two questions, and reads the nightly', async () => {
  await put('one', 'import comfy.sample\n');
  expect(await subjects('nightly')).toEqual([]);
  await put('one', 'import comfy.sample\ncomfy.sample.prepare\n');
  expect(await subjects('nightly')).toEqual(['one | pack | comfy.sample.prepare | prepare is gone']);
});

it('of an older version names the commit that brings what a pack needs, and asks for no requirements that are the same', async () => {
  await put('new', 'from comfy.sample import later\n');
  await put('bounded', 'X = 1\n');
  await place.git('checkout', '--quiet', 'v0.3.10');
  expect(await subjects('v0.3.9')).toEqual(['new | pack | comfy.sample.later | later comes along']);
  const found = await forecasts.of('v0.3.9');
  expect(found).toMatchObject({ isOlder: true, from: 'v0.3.10' });
  expect(found.packs.map(({ name, range }) => [name, range])).toEqual([
    ['new', null],
    ['bounded', '<0.3.10'],
  ]);
  questions = [];
  expect((await forecasts.of('nightly')).packages.state).toBe('same');
  expect(questions).toEqual([]);
});

it('says of a version that the clone does not have what to do, and of a clone that is none why', async () => {
  await expect(forecasts.of('v9.9.9')).rejects.toMatchObject({
    code: 'version-not-found',
    remedy: expect.stringContaining('new versions') as string,
  });
  await rm(join(place.dir, '.git'), { recursive: true });
  await expect(forecasts.of('v0.3.9')).rejects.toMatchObject({ code: 'comfyui-not-git' });
});
