import { describe, expect, it } from 'vitest';
import { graph, listedPack, localPack, needsOf, node } from './testing/workflows';

const why = (packs: Awaited<ReturnType<typeof needsOf>>['packs']) =>
  packs.map(({ key, state, why: reason, classes }) => [key, state, reason, classes.map(({ name }) => name).join()]);

describe('the packs a workflow needs', () => {
  it('are told apart: there, put away, missing, broken', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const { packs, unknown, builtinCount } = await needsOf(
      graph([...names.map((name) => node(`Of ${name}`)), node('KSampler')]),
      {
        listed: names.map((name) => listedPack(name)),
        mappings: Object.fromEntries(names.map((name) => [name, [`Of ${name}`]])),
        locals: [localPack('a'), localPack('b', { enabled: false }), localPack('d')],
        problems: { d: 'It imports cv2.' },
      },
    );
    expect(why(packs)).toEqual([
      ['c', 'missing', 'only', 'Of c'],
      ['d', 'failed-import', 'installed', 'Of d'],
      ['b', 'disabled', 'installed', 'Of b'],
      ['a', 'installed', 'installed', 'Of a'],
    ]);
    expect(packs.map(({ problem }) => problem)).toEqual([null, 'It imports cv2.', null, null]);
    expect(packs.map(({ load }) => load)).toEqual([null, null, null, null]);
    expect({ unknown, builtinCount }).toEqual({ unknown: [], builtinCount: 1 });
  });

  it('are those the workflow names, with its newest version, whatever has more stars', async () => {
    const own = { cnr_id: 'Quiet', ver: '1.2.0' };
    const { packs } = await needsOf(
      graph([node('Blur', own), node('Blur', { ...own, ver: '1.10.0' }), node('New', own)]),
      {
        listed: [listedPack('quiet', { stars: 3 }), listedPack('loud', { stars: 9000 })],
        mappings: { quiet: ['Blur'], loud: ['Blur'] },
      },
    );
    expect(why(packs)).toEqual([['quiet', 'missing', 'named', 'Blur,New']]);
    expect(packs[0]).toMatchObject({ wantedVersion: '1.10.0', latestVersion: '2.0.0', alternatives: [] });
    expect(packs[0]?.classes[0]).toEqual({ name: 'Blur', count: 2, titles: [] });
  });

  it('are else those on this machine, then those needed anyway, then those with more stars', async () => {
    const classes = graph([node('Both'), node('Only b'), node('Stars'), node('Here')]);
    const { packs } = await needsOf(classes, {
      listed: [
        listedPack('a', { stars: 900 }),
        listedPack('b', { stars: 1 }),
        listedPack('few', { stars: 2 }),
        listedPack('many', { stars: 50 }),
        listedPack('here', { stars: 0 }),
      ],
      mappings: { a: ['Both'], b: ['Both', 'Only b'], few: ['Stars'], many: ['Stars', 'Here'], here: ['Here'] },
      locals: [localPack('here', { enabled: false })],
    });
    expect(why(packs)).toEqual([
      ['b', 'missing', 'covers', 'Both,Only b'],
      ['many', 'missing', 'covers', 'Stars'],
      ['here', 'disabled', 'installed', 'Here'],
    ]);
    expect(packs.map(({ alternatives }) => alternatives.map(({ key }) => key))).toEqual([[], ['few'], ['many']]);
  });

  it('that only stars tell apart say so', async () => {
    const { packs } = await needsOf(graph([node('X')]), {
      listed: [listedPack('few', { stars: 2 }), listedPack('many', { stars: 50 })],
      mappings: { few: ['X'], many: ['X'] },
    });
    expect(packs[0]).toMatchObject({ key: 'many', why: 'stars', alternatives: [{ key: 'few' }] });
  });

  it('can be known to the workflow alone, and a name that is none is no pack', async () => {
    const { packs, unknown } = await needsOf(
      graph([
        node('Mine', { aux_id: 'me/my-nodes', ver: 'a'.repeat(40) }),
        node('Bad', { cnr_id: '../../etc', aux_id: 'https://evil.example/x' }),
        node('Strange', { cnr_id: 'unlisted-id', ver: '--upload-pack=x' }),
      ]),
    );
    expect(
      packs.map(({ title, repository, registryId, isListed, wantedVersion }) => [
        title,
        repository ?? registryId,
        isListed,
        wantedVersion,
      ]),
    ).toEqual([
      ['my-nodes', 'https://github.com/me/my-nodes', false, 'a'.repeat(40)],
      ['unlisted-id', 'unlisted-id', false, null],
    ]);
    expect(unknown).toEqual([{ name: 'Bad', count: 1, titles: [], reason: 'nobody' }]);
  });

  it('are one pack, by whichever name: registry id, address, folder', async () => {
    const address = 'https://github.com/Somebody/Both';
    const { packs } = await needsOf(
      graph([node('A', { cnr_id: 'both' }), node('B', { aux_id: 'somebody/both' }), node('C')]),
      {
        listed: [listedPack('both', { repository: address, files: [address] })],
        mappings: { [address]: ['C'] },
        locals: [localPack('Both', { registryId: null, source: 'git', repository: address })],
      },
    );
    expect(packs).toHaveLength(1);
    expect(packs[0]).toMatchObject({ key: 'both', state: 'installed', localKey: 'Both', registryId: 'both' });
  });
});

describe('what ComfyUI tells', () => {
  const loaded = { KSampler: 'nodes', X: 'custom_nodes.Fork-Of-X', Y: 'custom_nodes.gone' };

  it('counts more than any list', async () => {
    const { packs, builtinCount } = await needsOf(graph([node('KSampler'), node('X', { cnr_id: 'x' }), node('Y')]), {
      listed: [listedPack('x'), listedPack('gone')],
      mappings: { x: ['X'], gone: ['Y'] },
      locals: [localPack('Fork-Of-X', { source: 'folder', registryId: null })],
      loaded,
    });
    expect(builtinCount).toBe(1);
    expect(why(packs)).toEqual([
      ['gone', 'missing', 'only', 'Y'],
      ['Fork-Of-X', 'installed', 'loaded', 'X'],
    ]);
    expect(packs.map(({ load }) => load)).toEqual(['waiting', 'loaded']);
  });

  it('shows what is installed and not loaded, and what a newer ComfyUI has', async () => {
    const workflow = graph([
      node('New', { cnr_id: 'comfy-core' }),
      node('SaveImage'),
      node('Z'),
      node('Note'),
      node('??'),
    ]);
    const about = { listed: [listedPack('z')], mappings: { z: ['Z'] }, locals: [localPack('z')] };
    const { packs, unknown, builtinCount } = await needsOf(workflow, { ...about, loaded });
    expect(packs).toMatchObject([{ key: 'z', state: 'installed', load: 'waiting' }]);
    const again = await needsOf(workflow, { ...about, loaded, imported: ['z'] });
    expect(again.packs).toMatchObject([{ key: 'z', state: 'installed', load: 'lacking' }]);
    expect(unknown.map(({ name, reason }) => [name, reason])).toEqual([
      ['??', 'nobody'],
      ['New', 'comfyui'],
      ['SaveImage', 'comfyui'],
    ]);
    expect(builtinCount).toBe(1);
    expect((await needsOf(workflow, about)).unknown.map(({ name }) => name)).toEqual(['??']);
  });
});
