import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import { readWorkflow } from './read-workflow';
import { graph, node } from './testing/workflows';

function read(workflow: unknown) {
  const { form, nodeCount, classes, models } = readWorkflow(
    typeof workflow === 'string' ? workflow : JSON.stringify(workflow),
  );
  return {
    form,
    nodeCount,
    classes: Object.fromEntries([...classes].map(([name, { count }]) => [name, count])),
    named: [...classes.values()].flatMap(({ named }) => [...named.keys()]),
    models: [...models.values()],
  };
}

function refusal(text: string): string {
  try {
    readWorkflow(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'workflow-unreadable') return error.message;
    throw error;
  }
  throw new Error('It was read.');
}

describe('workflows of every generation', () => {
  it('from 2023, with nothing but types and widget values', () => {
    const found = read(
      graph([
        node('CheckpointLoaderSimple', {}, { widgets_values: ['SD15\\dreamy.safetensors'] }),
        node('KSampler', {}, { title: 'First pass', widgets_values: [1, 'fixed', 20, 8, 'euler'] }),
        node('KSampler', {}, { widgets_values: { seed: 3, note: 'see https://a.example/x.ckpt' } }),
      ]),
    );
    expect(found).toEqual({
      form: 'graph',
      nodeCount: 3,
      classes: { CheckpointLoaderSimple: 1, KSampler: 2 },
      named: [],
      models: [{ name: 'SD15/dreamy.safetensors', directory: null, url: null }],
    });
  });

  it('from 2025, with packs, versions and models named, and subgraphs in subgraphs', () => {
    const inner = { id: '6b1c-inner', name: 'In', nodes: [node('TidyLatentSort', { aux_id: 'Ada/Tidy', ver: 'f00' })] };
    const outer = {
      id: '0a4f-outer',
      name: 'Out',
      nodes: [node('6b1c-inner'), node('DemoUpscaleTiled', { cnr_id: 'demo-upscaler', ver: '1.1.0' })],
      definitions: { subgraphs: [inner] },
    };
    const model = { name: 'flux.safetensors', url: 'https://h.example/flux.safetensors', directory: 'unet' };
    const found = read(
      graph([node('0a4f-outer'), node('UNETLoader', { cnr_id: 'comfy-core', models: [model] })], {
        definitions: { subgraphs: [outer] },
        models: [{ name: 'clip.safetensors', directory: 'clip' }],
      }),
    );
    expect(found.classes).toEqual({ UNETLoader: 1, DemoUpscaleTiled: 1, TidyLatentSort: 1 });
    expect(found.named).toEqual(['comfy-core', 'demo-upscaler', 'ada/tidy']);
    expect(found.models).toEqual([
      { name: 'flux.safetensors', directory: 'unet', url: 'https://h.example/flux.safetensors' },
      { name: 'clip.safetensors', directory: 'clip', url: null },
    ]);
  });

  it('with group nodes, whose members count and whose own names do not', () => {
    const groupNodes = { Finish: { nodes: [{ type: 'SaveImage' }, { type: 'GroupOnly' }], links: [] } };
    const found = read(graph([node('workflow>Finish'), node('workflow/Finish')], { extra: { groupNodes } }));
    expect(found.classes).toEqual({ SaveImage: 1, GroupOnly: 1 });
  });

  it('in the API form, alone, as a request, and with the NaN that Python writes', () => {
    const prompt = {
      3: { class_type: 'KSampler', inputs: { model: ['4', 0], seed: 5 }, _meta: { title: 'Main' } },
      4: { class_type: 'LoraLoader', inputs: { lora_name: 'a/b.safetensors' } },
    };
    const classes = { KSampler: 1, LoraLoader: 1 };
    expect(read(prompt)).toMatchObject({ form: 'prompt', nodeCount: 2, classes });
    expect(read({ client_id: 'x', prompt })).toMatchObject({ form: 'prompt', classes });
    const text = JSON.stringify(prompt).replace(
      '"seed":5',
      '"seed":5,"is_changed":[NaN, -Infinity],"say":"NaN \\" NaN"',
    );
    expect(read(text)).toMatchObject({ classes });
  });

  it('in the metadata of a picture, where the editor form counts before the API form', () => {
    const prompt = JSON.stringify({ 1: { class_type: 'OfPrompt', inputs: {} } });
    expect(read({ prompt, workflow: JSON.stringify(graph([node('OfGraph')])) }).classes).toEqual({ OfGraph: 1 });
    const nested = { extra_data: { extra_pnginfo: { workflow: graph([node('Deep')]) } }, prompt };
    expect(read(nested).classes).toEqual({ Deep: 1 });
    expect(read({ prompt, workflow: 'null' }).classes).toEqual({ OfPrompt: 1 });
  });
});

describe('what is no workflow', () => {
  it.each([
    ['text', 'once upon a time', /not JSON/],
    ['cut short', '{"nodes": [{"type": "KSam', /not JSON/],
    ['a list', '[1, 2]', /neither "nodes" nor/],
    ['null', 'null', /neither "nodes" nor/],
    ['other JSON', '{"name": "package", "version": "1.0.0"}', /neither "nodes" nor/],
    ['no nodes', '{"nodes": []}', /has no nodes/],
    ['nodes of another form', '{"nodes": [1, null, "a", {"id": 3}]}', /has no nodes/],
  ])('is refused with what it is: %s', (_name, text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  it('cannot hurt: nested ten thousand deep, lists for objects, absurd names', () => {
    const deep = '{"workflow":'.repeat(10_000) + '1' + '}'.repeat(10_000);
    expect(refusal(deep)).toMatch(/neither/);
    const subgraphs = '{"id":"s","nodes":[],"definitions":{"subgraphs":['.repeat(5_000) + ']}}'.repeat(5_000);
    expect(read(`{"nodes":[{"type":"A"}],"definitions":{"subgraphs":[${subgraphs}]}}`).classes).toEqual({ A: 1 });
    const odd = { nodes: [{ type: 'x'.repeat(100_000), properties: [], widgets_values: 7, title: {} }], extra: 3 };
    expect(read({ ...odd, definitions: [], models: { a: 1 } }).nodeCount).toBe(1);
    expect(read(graph([node('__proto__'), node('constructor')])).nodeCount).toBe(2);
    const picture = `{"nodes":[{"type":"A","widgets_values":["${'A'.repeat(20_000_000)}", NaN]}]}`;
    expect(read(picture).nodeCount).toBe(1);
  });
});
