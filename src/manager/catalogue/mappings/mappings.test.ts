import { describe, expect, it } from 'vitest';
import { beginSlice } from '../../../base/async/time-slice';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { readNodeMap } from '../sources/channel-data';
import { buildMappings, type MappingsInput } from './mappings';
import { createMappingsCache } from './mappings-cache';
import { mergeCatalogue } from '../table/merge';
import { createPackIndex, type PackIndex } from '../table/pack-index';
import { readRegistryRecord } from '../sources/registry-data';

const core = 'https://github.com/comfyanonymous/ComfyUI';
const nodeMap = readNodeMap({
  [core]: [['KSampler', 'LoadImage'], { title_aux: 'ComfyUI' }],
  'https://github.com/x/alpha': [['AlphaSampler', 'Shared'], { title_aux: 'Alpha', preemptions: ['Shared'] }],
  'https://github.com/y/alpha': [['OtherAlpha', 'Shared', 'KSampler'], { title: 'Same name, other person' }],
  'https://github.com/z/suffix': [[], { title_aux: 'Suffix', nodename_pattern: ' \\(suffix\\)$' }],
  'https://github.com/z/broken': [['B'], { title_aux: 'Broken', nodename_pattern: '(' }],
});

async function indexOf(...records: object[]): Promise<PackIndex> {
  const registry = records.map((record) => readRegistryRecord(record)).filter((record) => record !== null);
  const input = { entries: [], nodeMap, stats: new Map(), registry, isDefaultChannel: true };
  return createPackIndex(await mergeCatalogue(input, beginSlice()), beginSlice());
}
const noIndex = await indexOf();
const sameIndexAnew = await indexOf();

const local = (rest: Partial<LocalPack>): LocalPack => ({
  key: 'mine',
  name: 'mine',
  source: 'git',
  enabled: true,
  version: '1',
  registryId: null,
  auxId: null,
  repository: null,
  branch: null,
  ...rest,
});

function inputOf(rest: Partial<MappingsInput> = {}): MappingsInput {
  const none = { installed: [], loadedClasses: new Map<string, string>(), registryIdOf: () => null };
  return { nodeMap, index: noIndex, isPreempted: false, ...none, ...rest };
}
const build = (rest: Partial<MappingsInput> = {}) => buildMappings(inputOf(rest));
const classes = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('the keys of the map', () => {
  it('are registry ids where one is known, else addresses; same-named repositories stay apart (W29)', async () => {
    const registryIdOf = (url: string) => (url === 'https://github.com/x/alpha' ? 'alpha' : null);
    expect(await build({ registryIdOf })).toMatchObject({
      [core]: [['KSampler', 'LoadImage'], { title_aux: 'ComfyUI' }],
      alpha: [['AlphaSampler', 'Shared'], { title_aux: 'Alpha' }],
      'https://github.com/y/alpha': [['OtherAlpha', 'Shared', 'KSampler'], { title_aux: 'Same name, other person' }],
    });
  });

  it('join the rows of one repository, and of ids that differ in letter case (W50)', async () => {
    const rows = readNodeMap({
      'https://github.com/X/Alpha': [['A', 'B'], { title_aux: 'One' }],
      'https://github.com/x/alpha.git': [['B', 'C'], { title_aux: 'Two' }],
      'https://github.com/x/alpha-fork': [['D'], { title_aux: 'Fork' }],
    });
    const registryIdOf = (url: string) => (url.includes('fork') ? 'ALPHA' : 'Alpha');
    const found = await build({ nodeMap: rows, registryIdOf });
    expect(Object.values(found).map(([names]) => names)).toEqual([['A', 'B', 'C', 'D']]);
  });

  it('hold every installed pack, under what the pack itself knows without any catalogue', async () => {
    const installed = [
      local({ key: 'plain', name: 'plain', source: 'folder' }),
      local({ key: 'off', name: 'off@1_0_0', source: 'registry', registryId: 'off', enabled: false }),
      local({ registryId: 'alpha-pack', repository: 'https://github.com/x/alpha' }),
    ];
    const found = await build({ installed });
    expect(found['plain']).toEqual([[], { title_aux: 'plain' }]);
    expect(found['off']).toEqual([[], { title_aux: 'off@1_0_0' }]);
    expect(found['alpha-pack']?.[0]).toEqual(['AlphaSampler', 'Shared']);
    expect(found).not.toHaveProperty('https://github.com/x/alpha');
  });

  it('are spelled, and their packs called, as the registry does', async () => {
    const index = await indexOf({ id: 'Solo-Pack', name: 'The Solo', latest_version: { version: '1.0.0' } });
    const installed = [local({ key: 'solo-pack', source: 'registry', registryId: 'solo-pack' })];
    expect((await build({ installed, index }))['Solo-Pack']).toEqual([[], { title_aux: 'The Solo' }]);
  });
});

describe('the classes ComfyUI has loaded', () => {
  const installed = [
    local({ key: 'new', name: 'New Folder', repository: 'https://github.com/me/new' }),
    local({ key: 'one.py', name: 'one.py', source: 'file' }),
    local({ key: 'gone', name: 'gone', enabled: false }),
  ];

  it('are in the row of the pack they come from, whatever else lists them', async () => {
    const found = await build({
      installed,
      loadedClasses: classes({
        NewNode: 'custom_nodes.New Folder',
        AlphaSampler: 'custom_nodes.New Folder',
        OneNode: 'custom_nodes.one',
        GoneNode: 'custom_nodes.gone',
        CoreNode: 'nodes',
        KSampler: 'nodes',
        Extra: 'comfy_extras.nodes_extra',
      }),
    });
    expect(found['new'] ?? found['https://github.com/me/new']).toEqual([
      ['NewNode', 'AlphaSampler'],
      { title_aux: 'New Folder' },
    ]);
    expect(found['one.py']?.[0]).toEqual(['OneNode']);
    expect(found['gone']?.[0]).toEqual([]);
    expect(found[core]?.[0]).toEqual(['KSampler', 'LoadImage', 'CoreNode', 'Extra']);
    expect(found['https://github.com/x/alpha']?.[0]).toEqual(['AlphaSampler', 'Shared']);
  });

  it('are found by name patterns anywhere in the name, where nobody lists them (W48)', async () => {
    const found = await build({
      installed: [...installed, local({ key: 'copy', name: 'copy', source: 'folder' })],
      loadedClasses: classes({
        'Blur (suffix)': '',
        'Glow (suffix)': 'custom_nodes.copy',
        'Known (suffix)': 'custom_nodes.New Folder',
        'Core (suffix)': 'nodes',
        'Not suffix': '',
        Shared: '',
      }),
    });
    expect(found['https://github.com/z/suffix']?.[0]).toEqual(['Blur (suffix)', 'Glow (suffix)']);
    expect(found['copy']?.[0]).toEqual(['Glow (suffix)']);
    expect(found['https://github.com/z/broken']?.[0]).toEqual(['B']);
  });

  it('leave the channel as it was read', async () => {
    const before = structuredClone(nodeMap);
    await build({ installed, loadedClasses: classes({ 'Blur (suffix)': '', New: 'nodes' }), isPreempted: true });
    expect(nodeMap).toEqual(before);
  });
});

describe('mode nickname', () => {
  it('takes what one pack claims, and what is ComfyUI’s own, away from the others', async () => {
    const found = await build({ isPreempted: true });
    expect(found['https://github.com/x/alpha']?.[0]).toEqual(['AlphaSampler', 'Shared']);
    expect(found['https://github.com/y/alpha']?.[0]).toEqual(['OtherAlpha']);
    expect(found[core]?.[0]).toEqual(['KSampler', 'LoadImage']);
  });
});

describe('the cache of maps', () => {
  const alpha = local({ repository: 'https://github.com/x/alpha' });
  const loaded = { A: 'custom_nodes.mine' };

  it('answers with the same object while nothing it is made of has changed', async () => {
    const read = createMappingsCache();
    const input = inputOf({ installed: [alpha], loadedClasses: classes(loaded) });
    const first = await read(input);
    expect(await read({ ...input })).toBe(first);
    // An update changes the version of a pack, not its nodes.
    expect(await read({ ...input, installed: [{ ...alpha, version: '2' }] })).toBe(first);
    expect(await read({ ...input, loadedClasses: classes(loaded) })).toBe(first);
    const both = [read({ ...input, isPreempted: true }), read({ ...input, isPreempted: true })] as const;
    expect(await both[0]).toBe(await both[1]);
    expect(await read(input)).toBe(first);
  });

  it.each<[string, Partial<MappingsInput>]>([
    ['the channel', { nodeMap: [...nodeMap] }],
    ['the catalogue', { index: sameIndexAnew }],
    ['another pack', { installed: [alpha, local({ key: 'b', name: 'b' })] }],
    ['a pack that is disabled now', { installed: [{ ...alpha, enabled: false }] }],
    ['another class', { loadedClasses: classes({ ...loaded, B: 'nodes' }) }],
    ['a class that comes from elsewhere now', { loadedClasses: classes({ A: 'nodes' }) }],
  ])('computes anew for %s', async (_what, change) => {
    const read = createMappingsCache();
    const input = inputOf({ installed: [alpha], loadedClasses: classes(loaded) });
    const first = await read(input);
    const second = await read({ ...input, ...change });
    expect(second).not.toBe(first);
    expect(second).toEqual(await buildMappings({ ...input, ...change }));
  });
});
