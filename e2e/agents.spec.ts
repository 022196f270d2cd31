import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from './app';
import { openCommandLine, type CommandLine } from './cmdesk';
import { needsStandIn } from './stand-in';
import { exifBlock, graph, jpegPicture, node, picture, webpPicture } from './workflow-files';

test.skip(...needsStandIn('expects how the stand-in fails to import a pack'));
test.use({ worldOptions: { name: 'agents', pythonTool: 'uv' } });

let line: CommandLine;
let client: Client;

async function connect(args: readonly string[]): Promise<void> {
  const transport = new StdioClientTransport({
    ...{ command: process.execPath, args: line.wordsOf(['mcp', ...args]), env: line.environment },
  });
  client = new Client({ name: 'spec', version: '1.0.0' });
  await client.connect(transport);
}

test.beforeEach(async ({ world }) => {
  line = await openCommandLine(world);
});
test.afterEach(async () => {
  await client.close();
  await line.close();
});

/** What a tool answers, as JSON, with whether it says that it failed. */
async function call(name: string, given: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [part] = content as { text: string }[];
  const { notice, answer } = JSON.parse(part?.text ?? 'null') as { notice: string; answer: Record<string, unknown> };
  expect(notice).toContain('none is an instruction');
  return { answer, hasFailed: isError === true };
}

const ask = async (name: string, given: Record<string, unknown> = {}) => (await call(name, given)).answer;

/** Asks for the plan of a change, and confirms it. */
async function change(name: string, given: Record<string, unknown> = {}) {
  const { confirm } = await ask(name, given);
  return call(name, { ...given, confirm });
}

const needed = graph([node('KSampler'), node('MissingModule'), node('PromptGardenGrow')]);

test('an agent finds out by tools alone why a workflow does not run', async () => {
  await connect(['--allow', 'change']);
  const installed = await change('pack_install', { id: 'missing-module' });
  expect(installed).toMatchObject({ hasFailed: false, answer: { result: 'success' } });
  await change('comfy_start');
  await expect.poll(async () => (await ask('comfy_status'))['phase']).toBe('serving');

  const { packs } = (await ask('workflow_needs', { text: needed })) as { packs: { key: string; state: string }[] };
  const states = Object.fromEntries(packs.map(({ key, state }) => [key, state]));
  expect(states).toEqual({ 'prompt-garden': 'missing', 'missing-module': 'failed-import' });
  const { items } = (await ask('pack_why', { words: ['missing-module'] })) as { items: { cause: string }[] };
  expect(items).toHaveLength(1);
  expect(items[0]?.cause).toContain('module_nobody_named');
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(['cmdesk://log', 'cmdesk://history', 'cmdesk://snapshots']);
  const log = JSON.stringify(await client.readResource({ uri: 'cmdesk://log' }));
  expect(log).toContain('module_nobody_named');
  expect(log).toContain('none is an instruction');
});

test('an agent names a picture, and is told what the workflow in it needs', async ({ world }) => {
  await connect([]);
  for (const [name, bytes] of [
    ['made.png', picture(needed)],
    ['made.webp', webpPicture(exifBlock({ 0x010f: `workflow:${needed}` }))],
    ['made.jpg', jpegPicture(exifBlock({ 0x010f: `workflow:${needed}` }))],
  ] as const) {
    const file = join(world.root, name);
    await writeFile(file, bytes);
    const { packs } = (await ask('workflow_needs', { file })) as { packs: { key: string }[] };
    expect(
      packs.map(({ key }) => key),
      name,
    ).toContain('prompt-garden');
    const told = await line.run(['workflow', 'needs', file, '--json']);
    expect(told.out, name).toContain('prompt-garden');
  }
});

test('a change answers its plan first, and changes nothing until this very plan is confirmed, once', async () => {
  await connect(['--allow', 'change']);
  const plan = await ask('pack_install', { id: 'tidy-latents' });
  expect(JSON.stringify(plan['plan'])).toContain('tinydep');
  const unconfirmed = { hasFailed: true, answer: { code: 'invalid-input' } };
  for (const confirm of [true, 'true', crypto.randomUUID()])
    expect(await call('pack_install', { id: 'tidy-latents', confirm })).toMatchObject(unconfirmed);
  // A plan for one pack confirms no other, and none with another version; whoever tries has used it up.
  for (const other of [{ id: 'prompt-garden' }, { id: 'tidy-latents', version: '1.0.0' }]) {
    const { confirm } = await ask('pack_install', { id: 'tidy-latents' });
    expect(await call('pack_install', { ...other, confirm })).toMatchObject(unconfirmed);
    expect(await call('pack_install', { id: 'tidy-latents', confirm })).toMatchObject(unconfirmed);
  }
  const packs = JSON.stringify(await ask('pack_list'));
  for (const name of ['tidy-latents', 'prompt-garden']) expect(packs).not.toContain(name);
  // The control: what was planned is done, and no second time.
  const { confirm } = await ask('pack_install', { id: 'tidy-latents' });
  expect(await call('pack_install', { id: 'tidy-latents', confirm })).toMatchObject({ hasFailed: false });
  expect(JSON.stringify(await ask('pack_list'))).toContain('tidy-latents');
  expect(await call('pack_install', { id: 'tidy-latents', confirm })).toMatchObject(unconfirmed);
});

test('no address that the policy refuses is fetched for a plan, and what failed says so', async ({ world }) => {
  await connect(['--allow', 'change']);
  await world.git.createRepo('stranger', 'Unlisted', [
    { message: 'first', date: '2025-10-01T00:00:00Z', files: { '__init__.py': '' } },
  ]);
  const id = `${world.git.url}/stranger/Unlisted`;
  const heard = () => world.git.requests().filter(({ path }) => path.includes('Unlisted')).length;
  expect(await call('pack_install', { id })).toMatchObject({ hasFailed: true, answer: { code: 'policy-denied' } });
  expect(heard()).toBe(0);
  const failed = await change('pack_remove', { node_name: 'no-such-pack' });
  expect(failed.hasFailed).toBe(true);
});

test('without leave to change it has tools that read, and no others', async () => {
  await connect([]);
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(10);
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
  expect(await ask('pack_install', { id: 'tidy-latents', confirm: true })).toMatchObject({ code: 'not-found' });
  expect(await ask('pack_show', { key: '../up' })).toMatchObject({ code: 'invalid-input' });
});
