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

/** What a tool answers, as JSON. */
async function ask(name: string, given: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { content } = await client.callTool({ name, arguments: given });
  const [part] = content as { text: string }[];
  return JSON.parse(part?.text ?? 'null') as Record<string, unknown>;
}

const needed = graph([node('KSampler'), node('MissingModule'), node('PromptGardenGrow')]);

test('an agent finds out by tools alone why a workflow does not run', async () => {
  await connect(['--allow', 'change']);
  expect(await ask('pack_install', { id: 'missing-module', confirm: true })).toMatchObject({ result: 'success' });
  await ask('comfy_start', { confirm: true });
  await expect.poll(async () => (await ask('comfy_status'))['phase']).toBe('serving');

  const { packs } = (await ask('workflow_needs', { text: needed })) as { packs: { key: string; state: string }[] };
  const states = Object.fromEntries(packs.map(({ key, state }) => [key, state]));
  expect(states).toEqual({ 'prompt-garden': 'missing', 'missing-module': 'failed-import' });
  const { items } = (await ask('pack_why', { words: ['missing-module'] })) as { items: { cause: string }[] };
  expect(items).toHaveLength(1);
  expect(items[0]?.cause).toContain('module_nobody_named');
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(['cmdesk://log', 'cmdesk://history', 'cmdesk://snapshots']);
  const log = await client.readResource({ uri: 'cmdesk://log' });
  expect(JSON.stringify(log)).toContain('module_nobody_named');
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

test('a change answers its plan first, and changes nothing until it is confirmed', async () => {
  await connect(['--allow', 'change']);
  const plan = await ask('pack_install', { id: 'tidy-latents' });
  expect(JSON.stringify(plan['plan'])).toContain('tinydep');
  expect(JSON.stringify(await ask('pack_list'))).not.toContain('tidy-latents');
  const refused = await ask('pack_install', { id: 'https://git.example/a/b', confirm: true });
  expect(refused).toMatchObject({ outcome: { error: { code: 'policy-denied' } } });
});

test('without leave to change it has tools that read, and no others', async () => {
  await connect([]);
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(10);
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
  expect(await ask('pack_install', { id: 'tidy-latents', confirm: true })).toMatchObject({ code: 'not-found' });
  expect(await ask('pack_show', { key: '../up' })).toMatchObject({ code: 'invalid-input' });
});
