import { describe, expect, it } from 'vitest';
import type { Catalogue, PackMappings } from '../../contract/packs/catalogue-packs';
import { graph, listedPack, localPack, node } from './testing/workflows';
import { createWorkflowNeeds, type WorkflowSources } from './workflows';

const mappings: PackMappings = {
  'https://github.com/comfyanonymous/ComfyUI': [['KSampler'], {}],
  tagged: [['Plain'], { nodename_pattern: ' \\(tagged\\)$' }],
};
const catalogue: Catalogue = { packs: [listedPack('tagged')], asOf: null, origin: 'kept', notice: 'It is a week old.' };

function needsWith(facts: Partial<WorkflowSources> = {}) {
  return createWorkflowNeeds({
    catalogue: { load: () => Promise.resolve(catalogue), mappings: () => Promise.resolve(mappings) },
    packs: () => Promise.resolve([localPack('tagged')]),
    models: {
      list: () => Promise.resolve({ models: [], asOf: null, notice: null }),
      local: () => Promise.resolve({ models: [], folders: {}, shared: [] }),
    },
    nodeClasses: () => new Map(),
    importedPacks: () => null,
    diagnoses: () => Promise.resolve([]),
    ...facts,
  });
}

describe('what a workflow needs', () => {
  it('is told with what the catalogue lacks, and classes are found by the patterns of packs', async () => {
    const found = await needsWith()(JSON.stringify(graph([node('KSampler'), node('Blur (tagged)'), node('Nowhere')])));
    expect(found).toMatchObject({
      form: 'graph',
      nodeCount: 3,
      builtinCount: 1,
      packs: [{ key: 'tagged', state: 'installed', load: null, classes: [{ name: 'Blur (tagged)' }] }],
      unknown: [{ name: 'Nowhere' }],
      leftOut: 0,
      notice: 'It is a week old.',
    });
  });

  it('tells a pack that ComfyUI has loaded without the class from one it has not loaded yet', async () => {
    const nodeClasses = () => new Map([['KSampler', 'nodes']]);
    const imported = (ver: string) => () => ({ tagged: { ver, cnr_id: 'tagged', aux_id: null, enabled: true } });
    const text = JSON.stringify(graph([node('Plain')]));
    const loadAfter = async (ver: string) =>
      (await needsWith({ nodeClasses, importedPacks: imported(ver) })(text)).packs[0]?.load;
    expect(await loadAfter('1.0.0')).toBe('lacking');
    expect(await loadAfter('0.9.0')).toBe('waiting');
  });

  it('stays short for a workflow of ten thousand unknown classes and models', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, at) =>
      node(`Unknown ${at}`, {}, { widgets_values: [`model-${at}.ckpt`] }),
    );
    const { unknown, models, leftOut } = await needsWith()(JSON.stringify(graph(nodes)));
    expect([unknown.length, models.length, leftOut]).toEqual([1000, 1000, 18_000]);
  });

  it('of what is no workflow is an error', async () => {
    await expect(needsWith()('{"a": 1}')).rejects.toMatchObject({ code: 'workflow-unreadable' });
  });
});
