import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../../../e2e/world/world';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../../base/log';
import { silentLogger } from '../../../base/log';
import { AppSettings } from '../../../contract/settings';
import { openConfig } from '../../installation/config';
import { createPaths } from '../../installation/paths';
import { createCatalogue, type LiveCatalogue } from '../catalogue';

let world: World;
let folder = '';
let warned: unknown[] = [];
const log: Logger = { ...silentLogger, warn: (message, details) => void warned.push([message, details]) };

beforeAll(async () => {
  world = await createWorld({ name: 'hostile-lists' });
});
afterAll(() => world.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile lists-'));
  warned = [];
  return () => rm(folder, { recursive: true, force: true });
});

/** The catalogue of an empty folder, so that nothing is kept from before. */
async function open(): Promise<LiveCatalogue> {
  const paths = await createPaths({
    kind: 'git',
    rootDir: folder,
    comfyDir: folder,
    baseDir: folder,
    customNodesDir: join(folder, 'custom_nodes'),
    userDir: join(folder, 'user'),
    interpreter: null,
    version: null,
  });
  const settings = AppSettings.parse(world.settings);
  return createCatalogue({ settings, config: await openConfig(paths), paths, log, comfyVersion: null });
}

const good = {
  author: 'someone',
  title: 'A good one',
  reference: 'https://github.com/someone/good',
  files: ['https://github.com/someone/good'],
  install_type: 'git-clone',
  description: 'fine',
};

const badEntries: readonly [string, unknown][] = [
  ['no object', 'text'],
  ['null', null],
  ['a list', [good]],
  ['without an address', { title: 'x' }],
  ['a file of this machine', { ...good, reference: 'file:///etc', files: ['file:///etc/passwd'] }],
  ['a script', { ...good, reference: '', files: ['javascript:alert(1)'] }],
  ['a command of git', { ...good, reference: '', files: ['ext::sh -c touch% /tmp/x'] }],
  ['a path', { ...good, reference: '', files: ['../../models'] }],
  ['an absolute path', { ...good, reference: '', files: ['/etc/passwd'] }],
  ['an option', { ...good, reference: '', files: ['--upload-pack=touch /tmp/x'] }],
  ['an address with a line end', { ...good, files: ['https://github.com/a/b\nx'] }],
  ['an address that reads backwards', { ...good, files: ['https://github.com/a/\u202eb'] }],
  ['one bad file among good ones', { ...good, files: [...good.files, 'C:\\x.py'] }],
  ['an address without end', { ...good, reference: '', files: [`https://x/${'y'.repeat(5000)}`] }],
  ['a number for an address', { ...good, reference: 5, files: [7] }],
  ['more files than a pack has', { ...good, files: Array.from({ length: 5000 }, (_, at) => `https://x/${at}.py`) }],
];

describe('a channel list with bad entries', () => {
  it.each(badEntries)('keeps the good ones, leaves the bad one out and says so: %s', async (_what, bad) => {
    const packs = { custom_nodes: [bad, good, bad] };
    world.channel.answerWith('/custom-node-list.json', packs);
    const { packs: listed } = await (await open()).load('remote');
    const fromChannel = listed.filter(({ installType }) => installType !== 'registry');
    expect(fromChannel.map(({ repository }) => repository)).toEqual(['https://github.com/someone/good']);
    expect(warned).toContainEqual([
      expect.stringContaining('left out'),
      expect.objectContaining({ document: 'custom-node-list.json', count: 2 }),
    ]);
    world.channel.answerWith('/custom-node-list.json', null);
  });

  it('cuts what has no end and takes out what cannot be seen', async () => {
    const endless = {
      ...good,
      title: `a\u202e${'b'.repeat(1e6)}`,
      description: 'c\u0000'.repeat(1e6),
      tags: Array.from({ length: 1e5 }, (_, at) => `t${at}`),
    };
    world.channel.answerWith('/custom-node-list.json', { custom_nodes: [endless] });
    const pack = (await (await open()).load('remote')).packs.find(({ title }) => title.startsWith('a'));
    world.channel.answerWith('/custom-node-list.json', null);
    expect(pack?.title).toMatch(/^ab{200,299}$/);
    expect(pack?.description).toMatch(/^c{1000,10000}$/);
    expect(pack?.tags).toHaveLength(50);
  });
});

const model = {
  name: 'A model',
  type: 'checkpoint',
  base: 'X',
  save_path: 'checkpoints/x',
  filename: 'x.safetensors',
  url: 'https://example.org/x.safetensors',
};

const badModels: readonly [string, unknown][] = [
  ['a name that is a path', { ...model, filename: '../x.safetensors' }],
  ['a name with a folder', { ...model, filename: 'a/x.safetensors' }],
  ['a name of Windows with a folder', { ...model, filename: 'a\\x.safetensors' }],
  ['a device', { ...model, filename: 'CON.safetensors' }],
  ['an absolute name', { ...model, filename: '/etc/x' }],
  ['a name with a control character', { ...model, filename: 'x\u0000.safetensors' }],
  ['a folder above', { ...model, save_path: '../../..' }],
  ['an absolute folder', { ...model, save_path: '/etc' }],
  ['a drive', { ...model, save_path: 'C:/x' }],
  ['a file of this machine', { ...model, url: 'file:///etc/passwd' }],
  ['a script', { ...model, url: 'javascript:alert(1)' }],
  ['no address', { ...model, url: 5 }],
  ['no name', { ...model, filename: null }],
  ['no object', 'x.safetensors'],
];

describe('a model list with bad entries', () => {
  it.each(badModels)('keeps the good ones, leaves the bad one out and says so: %s', async (_what, bad) => {
    world.channel.answerWith('/model-list.json', { models: [bad, model] });
    const { models } = await (await open()).models('remote');
    world.channel.answerWith('/model-list.json', null);
    expect(models.map(({ filename }) => filename)).toEqual(['x.safetensors']);
    expect(warned).toContainEqual([
      expect.stringContaining('left out'),
      expect.objectContaining({ document: 'model-list.json', count: 1 }),
    ]);
  });
});

const node = { id: 'good-one', name: 'Good', latest_version: { version: '1.0.0' }, status: 'NodeStatusActive' };

const badNodes: readonly [string, unknown][] = [
  ['a path', { ...node, id: '../../x' }],
  ['an absolute path', { ...node, id: '/x' }],
  ['a hidden name', { ...node, id: '.git' }],
  ['a device', { ...node, id: 'aux' }],
  ['a folder in a folder', { ...node, id: 'a/b' }],
  ['a number', { ...node, id: 3 }],
  ['no id', { ...node, id: undefined }],
  ['an id without end', { ...node, id: 'x'.repeat(10_000) }],
];

describe('a list of the registry with bad records', () => {
  it.each(badNodes)('keeps the good ones, leaves the bad one out and says so: %s', async (_what, bad) => {
    world.registry.answerWith('/nodes', { totalPages: 1, nodes: [bad, node] });
    const { packs } = await (await open()).load('remote');
    world.registry.answerWith('/nodes', null);
    expect(packs.filter(({ installType }) => installType === 'registry').map(({ registryId }) => registryId)).toEqual([
      'good-one',
    ]);
    expect(warned).toContainEqual([
      expect.stringContaining('left out'),
      expect.objectContaining({ document: 'nodes.json', count: 1 }),
    ]);
  });

  it('drops a field that cannot be used, and keeps the pack', async () => {
    const odd = {
      ...node,
      repository: 'javascript:alert(1)',
      latest_version: { version: '../1', createdAt: '2026 (x)' },
    };
    world.registry.answerWith('/nodes', { totalPages: 1, nodes: [odd] });
    const found = (await (await open()).load('remote')).packs.find(({ registryId }) => registryId === 'good-one');
    world.registry.answerWith('/nodes', null);
    expect(found).toMatchObject({ repository: null, files: [], latestVersion: null, updatedAt: null });
  });
});

describe('a node map with bad rows', () => {
  it('keeps the good rows, and of a row what is text', async () => {
    world.channel.answerWith('/extension-node-map.json', {
      'javascript:alert(1)': [['Bad'], {}],
      '../../x': [['Bad'], {}],
      'https://github.com/a/b': 'text',
      'https://github.com/someone/good': [['Good', 5, 'x'.repeat(1000)], { title_aux: 'good', deep: { a: [1] } }],
    });
    const rows = await (await open()).mappings('remote', [], new Map());
    world.channel.answerWith('/extension-node-map.json', null);
    expect(rows).toEqual({ 'https://github.com/someone/good': [['Good', 'x'.repeat(300)], { title_aux: 'good' }] });
    expect(warned).toContainEqual([
      expect.stringContaining('left out'),
      expect.objectContaining({ document: 'extension-node-map.json', count: 3 }),
    ]);
  });
});
