import { openDearFiles } from '../../base/beside/dear-files';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKnownPacks, indexListed } from './known-packs';
import { createSavedWorkflows, type SavedWorkflow } from './saved-workflows';
import { graph, listedPack, localPack, node } from './testing/workflows';
import { createWorkflowUses, findUses } from './workflow-uses';

let userDir = '';
beforeEach(async () => {
  userDir = await mkdtemp(join(tmpdir(), 'saved-'));
});
afterEach(() => rm(userDir, { recursive: true, force: true }));

async function save(path: string, content: unknown): Promise<void> {
  const file = join(userDir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

describe('the workflows saved in an installation', () => {
  it('are those of every user, at any depth, and what is no workflow is left out', async () => {
    await save('default/workflows/a.json', graph([node('Upscale')]));
    await save('second/workflows/deep/er/b.json', graph([node('Blur')]));
    await save('default/workflows/broken.json', '{"nodes": [');
    await save('default/workflows/.index.json', { favorites: [] });
    await save('default/workflows/picture.png', 'no');
    await save('__manager/workflows/c.json', graph([node('Upscale')]));
    await save('default/settings/d.json', graph([node('Upscale')]));
    await symlink(join(userDir, 'default'), join(userDir, 'default', 'workflows', 'round'));
    const saved = createSavedWorkflows(userDir, openDearFiles(join(userDir, 'too-dear.jsonl')));
    const paths = (await saved.read()).map(({ path }) => path);
    expect(paths).toEqual(['default/workflows/a.json', 'second/workflows/deep/er/b.json']);
  });

  it('are as they are on disk now, and what stays the same is not read again', async () => {
    await save('default/workflows/a.json', graph([node('Upscale')]));
    await save('default/workflows/b.json', graph([node('Blur')]));
    const saved = createSavedWorkflows(userDir, openDearFiles(join(userDir, 'too-dear.jsonl')));
    const [, before] = await saved.read();
    await save('default/workflows/a.json', graph([node('Sharpen'), node('Sharpen')]));
    const [changed, same] = await saved.read();
    expect([...(changed?.classes.keys() ?? [])]).toEqual(['Sharpen']);
    expect(same).toBe(before);
    await rm(join(userDir, 'default/workflows/a.json'));
    expect(await saved.read()).toHaveLength(1);
  });

  it('name their models, and one of them is read as it is now, and nothing else is', async () => {
    const loader = { ...node('LoraLoader'), widgets_values: ['styles\\ink.safetensors', 1, 'no model'] };
    await save('default/workflows/a.json', graph([loader]));
    await save('secret.json', graph([loader]));
    const saved = createSavedWorkflows(userDir, openDearFiles(join(userDir, 'too-dear.jsonl')));
    const [found] = await saved.read();
    expect(found?.models).toEqual(['styles/ink.safetensors']);
    expect(Date.parse(found?.changedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(JSON.parse(await saved.text('default/workflows/a.json'))).toEqual(graph([loader]));
    for (const path of [
      'secret.json',
      'default/workflows/../../secret.json',
      '/etc/passwd',
      'default/workflows/b.json',
    ])
      await expect(saved.text(path)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are none where nobody has a folder', async () => {
    expect(
      await createSavedWorkflows(join(userDir, 'nowhere'), openDearFiles(join(userDir, 'too-dear.jsonl'))).read(),
    ).toEqual([]);
  });
});

const use = (path: string, classes: Record<string, string | null>, models: string[] = []): SavedWorkflow => ({
  ...{ path, models, changedAt: '2026-01-01T00:00:00.000Z' },
  classes: new Map(
    Object.entries(classes).map(([name, id]) => {
      const named = id === null ? [] : [[id, { registryId: id, auxId: null, versions: new Set<string>() }] as const];
      return [name, { named: new Map(named) }];
    }),
  ),
});

async function usesOf(
  packs: string[],
  workflows: SavedWorkflow[],
  {
    nodeClasses = new Map<string, string>(),
    models = [],
  }: { nodeClasses?: Map<string, string>; models?: string[] } = {},
) {
  const locals = [localPack('one'), localPack('two'), localPack('plain', { source: 'folder', registryId: null })];
  const mappings = { one: [['Shared', 'OnlyOne'], {}], two: [['Shared'], {}], three: [['Absent'], {}] } as never;
  const known = createKnownPacks(await indexListed([listedPack('one'), listedPack('two')]), mappings, locals);
  return findUses({ packs, models, classes: ['Shared'] }, { workflows, locals, known, mappings, nodeClasses });
}

describe('which saved workflows use a pack', () => {
  it('is told by the pack that a workflow names, else by the classes that a pack has', async () => {
    const workflows = [use('u/workflows/named.json', { Shared: 'two' }), use('u/workflows/any.json', { Shared: null })];
    const { packs, classes, total } = await usesOf(['one', 'two'], workflows);
    expect(packs['one']).toEqual({ count: 1, workflows: [{ name: 'any', path: 'u/workflows/any.json' }] });
    expect(packs['two']?.count).toBe(2);
    expect(classes['Shared']?.count).toBe(2);
    expect(total).toBe(2);
  });

  it('is told of a pack that no list knows by what ComfyUI loaded from it', async () => {
    const loaded = new Map([
      ['Own', 'custom_nodes.plain'],
      ['KSampler', 'nodes'],
    ]);
    const workflows = [use('u/workflows/own.json', { Own: null, KSampler: null })];
    expect((await usesOf(['plain', 'one'], workflows, { nodeClasses: loaded })).packs).toMatchObject({
      plain: { count: 1 },
      one: { count: 0 },
    });
  });

  it('names the first of many, and counts all', async () => {
    const many = Array.from({ length: 80 }, (_, at) => use(`u/workflows/${at}.json`, { OnlyOne: null }));
    const { packs } = await usesOf(['one'], many);
    expect(packs['one']?.count).toBe(80);
    expect(packs['one']?.workflows).toHaveLength(50);
  });
});

it('reads no catalogue to tell which saved workflows use node classes and models', async () => {
  const refuse = () => Promise.reject(new Error('The catalogue was read.'));
  const saved = [use('u/workflows/a.json', { Shared: null }, ['ink.safetensors'])];
  const readUses = createWorkflowUses({
    ...{
      catalogue: { load: refuse, mappings: refuse },
      packs: () => Promise.resolve([]),
      nodeClasses: () => new Map(),
    },
    saved: {
      ...createSavedWorkflows(userDir, openDearFiles(join(userDir, 'too-dear.jsonl'))),
      read: () => Promise.resolve(saved),
    },
  });
  const found = await readUses({ packs: [], classes: ['Shared'], models: ['ink.safetensors'] });
  expect(found).toMatchObject({ classes: { Shared: { count: 1 } }, models: { 'ink.safetensors': { count: 1 } } });
  await expect(readUses({ packs: ['one'], classes: [], models: [] })).rejects.toThrow('The catalogue was read.');
});

describe('which saved workflows use a model', () => {
  const workflows = [
    use('u/workflows/whole.json', {}, ['styles/Ink.safetensors']),
    use('u/workflows/bare.json', {}, ['ink.safetensors', 'styles/ink.safetensors']),
    use('u/workflows/other.json', {}, ['other/ink.safetensors']),
  ];

  it.each([
    ['styles/ink.safetensors', ['whole', 'bare']],
    ['other/ink.safetensors', ['bare', 'other']],
    ['ink.safetensors', ['whole', 'bare', 'other']],
    ['third/ink.safetensors', ['bare']],
    ['styles/think.safetensors', undefined],
  ])('%s: %s', async (name, names) => {
    const { models } = await usesOf([], workflows, { models: [name] });
    expect(models[name]?.workflows.map((workflow) => workflow.name)).toEqual(names);
    expect(models[name]?.count).toBe(names?.length);
  });
});
