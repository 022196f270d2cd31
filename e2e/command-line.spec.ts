import { once } from 'node:events';
import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operations } from '../src/contract/operations';
import { HistoryItem } from '../src/contract/tasks/tasks';
import { getJson, writeConfig } from './api';
import { expect, test } from './app';
import { openCommandLine, type CommandLine } from './cmdesk';
import { needsStandIn } from './stand-in';
import { civitaiModels, worldModels } from './world/catalogue';
import { graph, node } from './workflow-files';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'command-line', pythonTool: 'uv' } });

let line: CommandLine;
test.beforeEach(async ({ world }) => {
  line = await openCommandLine(world);
});
test.afterEach(async ({ world }) => {
  world.registry.zipFaults.clear();
  await writeConfig(world, []);
  await line.close();
});

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('a pack is installed, listed and taken back, and each answer has its schema', async ({ world }) => {
  const folder = join(world.comfyui.customNodesDir, 'tidy-latents');
  const installed = await line.run(['pack', 'install', 'tidy-latents', '--version', '1.1.0', '--json']);
  expect(installed).toMatchObject({ code: 0 });
  expect(HistoryItem.parse(JSON.parse(installed.out))).toMatchObject({ kind: 'install', target: 'tidy-latents' });
  expect(installed.err).toContain('Downloading');
  expect(await isThere(folder)).toBe(true);

  const listed = await line.run(['pack', 'list', '--json']);
  const answer = operations['packs.local'].output.parse(JSON.parse(listed.out));
  expect(answer).toMatchObject({ isWhole: true, packs: [{ key: 'tidy-latents', version: '1.1.0' }] });
  expect((await line.run(['pack', 'list'])).out).toMatch(/^KEY +VERSION .*\ntidy-latents +1\.1\.0 /u);
  expect((await line.run(['queue', 'history'])).out).toMatch(/ install +tidy-latents +success /u);

  const undone = await line.run(['queue', 'undo']);
  expect(undone.code).toBe(0);
  expect(undone.err).toContain('Undoing: install tidy-latents');
  expect(await isThere(folder)).toBe(false);
  expect(await line.run(['queue', 'undo', '--quiet'])).toMatchObject({ code: 0, err: '' });
  expect(await isThere(folder)).toBe(true);
  for (const words of [
    ['env', 'switch', 'nowhere'],
    ['env', 'why', 'nothing-of-the-kind'],
    ['workflow', 'read', 'none.json'],
    ['queue', 'undo', 'no-such-task'],
    ['snapshot', 'restore', 'none'],
    ['model', 'rm', '/none'],
  ])
    expect((await line.run(words)).code, words.join(' ')).toBe(4);
});

test('what a workflow needs is told, and installed', async ({ world }) => {
  const file = join(world.root, 'garden.json');
  await writeFile(file, graph([node('KSampler'), node('PromptGardenGrow')]));
  const needs = await line.run(['workflow', 'needs', file]);
  expect(needs.out).toMatch(/prompt-garden +missing/u);
  expect(await line.run(['workflow', 'install', file])).toMatchObject({ code: 0 });
  expect((await line.run(['workflow', 'needs', file])).out).toMatch(/prompt-garden +installed/u);
  expect((await line.run(['workflow', 'install', file])).out).toBe('Nothing is missing that can be installed.\n');
});

test('what the last start came to is told without a core, and a finding ends with 1', async ({ world }) => {
  expect(await line.run(['doctor'])).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is wrong.') });
  expect(await line.run(['pack', 'install', 'missing-module'])).toMatchObject({ code: 0 });
  const served = line.start(['serve', '--launch']);
  // A command that comes before it has the folder would take it for itself.
  if (served.child.stdout) await once(served.child.stdout, 'data');
  const isServing = async () => (await line.run(['comfy', 'status', '--json'])).out.includes('"phase": "serving"');
  await expect.poll(isServing).toBe(true);
  served.child.kill('SIGTERM');
  await served.ended;

  const why = await line.run(['pack', 'why']);
  expect(why).toMatchObject({ code: 1, out: expect.stringContaining('module_nobody_named') });
  expect(await line.run(['doctor'])).toMatchObject({ code: 1, out: expect.stringContaining('module_nobody_named') });
  await rm(join(world.comfyui.customNodesDir, 'missing-module'), { recursive: true });
  expect(await line.run(['pack', 'why'])).toMatchObject({ code: 0, out: 'Nothing is wrong.\n' });
});

test('the address of a page is enough for a model, and several files are a choice', async ({ world }) => {
  const at = civitaiModels.findIndex(({ type }) => type === 'LORA');
  const file = civitaiModels[at]?.file ?? '';
  const page = `https://civitai.com/models/${100 + at}/any-words`;
  expect((await line.run(['model', 'find', page])).out).toContain(file);
  expect(await line.run(['model', 'install', page])).toMatchObject({ code: 0 });
  expect(await isThere(join(world.comfyui.path, 'models', 'loras', file))).toBe(true);
  const { org, repo } = worldModels.find(({ file: name }) => name.endsWith('00002-of-00002.safetensors')) ?? {};
  const several = await line.run(['model', 'install', `https://huggingface.co/${org}/${repo}`]);
  expect(several).toMatchObject({ code: 2, err: expect.stringContaining('Several files are to be had there') });
});

test('a restore ends with one line, and names what was left or failed', async () => {
  expect(await line.run(['snapshot', 'save', 'bare'])).toMatchObject({ code: 0 });
  for (const pack of ['tidy-latents', 'wired-shapes'])
    expect(await line.run(['pack', 'install', pack])).toMatchObject({ code: 0 });
  const restored = await line.run(['snapshot', 'restore', 'bare']);
  expect(restored).toMatchObject({ code: 0, out: expect.stringMatching(/^Restored "[^"]*bare": \d+ changes\.\n$/u) });
});

test('each kind of failure has its exit code, and says what, why and what to do', async () => {
  const cases: [args: string[], code: number, words: RegExp][] = [
    [['pack', 'list', '--nothing'], 2, /has no flag --nothing/u],
    [['pack', 'instal', 'x'], 2, /is no command/u],
    [['pack', 'install', 'x', '--mode', 'sideways'], 2, /is none of remote, local, cache, channel/u],
    [['call', 'packs.details', '{"key":"../up"}'], 2, /The request cannot be used/u],
    [['pack', 'install', 'https://git.example/a/b'], 3, /allow_git_url_install = True/u],
    [['call', 'policy.allow', '{"operation":"fix","minutes":1}'], 3, /only for the window/u],
    [['pack', 'install', 'nobody-made-this'], 4, /has no pack "nobody-made-this"/u],
    [['workflow', 'needs', '/no/such/file'], 4, /cannot be read/u],
    [['comfy', 'stop'], 5, /start "cmdesk serve/u],
  ];
  for (const [args, code, words] of cases) {
    const end = await line.run(args);
    expect(end.err, args.join(' ')).toMatch(words);
    expect(end.code, args.join(' ')).toBe(code);
  }
  const refused = await line.run(['pack', 'install', 'nobody-made-this', '--json', '--quiet']);
  expect(JSON.parse(refused.out)).toMatchObject({ outcome: { error: { code: 'pack-not-found' } } });
  const german = await line.run(['pack', 'instal', '--lang', 'de']);
  expect(german.err).toContain('„pack instal“ ist kein Befehl.');
});

test('Ctrl-C cancels the task and leaves no trace', async ({ world }) => {
  world.registry.zipFaults.set('sampler-kit-demo', { kind: 'slow', bytesPerSecond: 100 });
  world.registry.forgetRequests();
  const { child, ended } = line.start(['pack', 'install', 'sampler-kit-demo']);
  const isUnderWay = () => world.registry.requests().some(({ path }) => path.startsWith('/cdn/'));
  await expect.poll(isUnderWay).toBe(true);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(await isThere(join(world.comfyui.customNodesDir, 'sampler-kit-demo'))).toBe(false);
  const queue = await line.run(['call', 'queue.view', '--json']);
  expect(JSON.parse(queue.out), 'it does not come again').toMatchObject({ running: [], pending: [] });
});

test('a command that reads does not go on with what a killed one had begun', async ({ world }) => {
  world.registry.zipFaults.set('sampler-kit-demo', { kind: 'slow', bytesPerSecond: 100 });
  world.registry.forgetRequests();
  const { child, ended } = line.start(['pack', 'install', 'sampler-kit-demo']);
  const fetched = () => world.registry.requests().filter(({ path }) => path.startsWith('/cdn/')).length;
  await expect.poll(fetched).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await ended;
  world.registry.forgetRequests();
  world.registry.zipFaults.clear();
  const queue = await line.run(['call', 'queue.view', '--json']);
  expect(JSON.parse(queue.out)).toMatchObject({ running: [], pending: [{ params: { id: 'sampler-kit-demo' } }] });
  expect(await line.run(['pack', 'list'])).toMatchObject({ code: 0 });
  expect(fetched()).toBe(0);
  expect(await line.run(['call', 'queue.reset'])).toMatchObject({ code: 0 });
});

test('what the policy refuses is asked at a terminal, and done when the person allows it once', async ({ world }) => {
  test.skip(process.platform === 'win32', 'Python has no pseudo-terminal on Windows.');
  await writeConfig(world, ['security_level = strong']);
  const folder = join(world.comfyui.customNodesDir, 'sampler-kit-demo');
  const install = ['pack', 'install', 'sampler-kit-demo'];
  const refused = await line.run(install, 'n\n');
  expect(refused.out).toContain('Allow once? [y/N]');
  expect(refused.code).toBe(3);
  expect(await isThere(folder)).toBe(false);
  expect((await line.run(install)).code, 'of a script nobody is asked').toBe(3);
  const allowed = await line.run(install, 'y\n');
  expect(allowed.out).toContain('Allow once? [y/N]');
  expect(allowed.code).toBe(0);
  expect(await isThere(folder)).toBe(true);
});

test('an app that has the folder open does what a command asks, with the same answers', async ({ world, host }) => {
  const there = await openCommandLine(world, host.profileDir);
  const installed = await there.run(['pack', 'install', 'missing-module', '--json']);
  expect(installed.code).toBe(0);
  expect(installed.err).toContain('Downloading');
  const listed = await there.run(['pack', 'list', '--json']);
  const byHttp = await getJson<Record<string, unknown>>(`${host.api}/v2/customnode/installed`);
  const { packs } = JSON.parse(listed.out) as { packs: { key: string }[] };
  expect(packs.map(({ key }) => key).toSorted()).toEqual(Object.keys(byHttp).toSorted());
  expect((await there.run(['comfy', 'start'])).code).toBe(0);
  await expect.poll(async () => (await there.run(['comfy', 'status', '--json'])).out).toContain('"phase": "serving"');
  expect((await there.run(['comfy', 'stop'])).code).toBe(0);
  const refused = await there.run(['pack', 'install', 'https://github.com/nobody/nothing'], 'y\n');
  expect(refused.code).toBe(3);
  expect(refused.out).not.toContain('Allow once?');

  // Of another profile there is no token, and the folder is not taken from the app that has it.
  expect(await line.run(['pack', 'list'])).toMatchObject({ code: 5, out: '' });
});
