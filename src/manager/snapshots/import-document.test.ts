import { describe, expect, it } from 'vitest';
import { readImported } from './import-document';

const ours = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: { a: '1.0.0' }, desktop: { packs: [] } };

describe('a snapshot from elsewhere', () => {
  it('is taken in as it is, with what only others know', async () => {
    const foreign = { ...ours, extra: [1, 2], file_custom_nodes: [] };
    expect(await readImported(JSON.stringify(foreign))).toEqual(foreign);
    expect(await readImported(`\uFEFF  ${JSON.stringify(ours)}\n`)).toEqual(ours);
  });

  it('is unwrapped when the command line of the reference wrote it', async () => {
    const yaml = ['custom_nodes:', '  cnr_custom_nodes:', "    some-pack: '1.20'", '  pips: {}'].join('\n');
    expect(await readImported(yaml)).toEqual({ cnr_custom_nodes: { 'some-pack': '1.20' }, pips: {} });
  });

  it.each([
    ['{"comfyui": ', /cannot be read as JSON\. /],
    ['hello there', /no document in it/],
    ['[1, 2]', /no document in it/],
    ['a: [', /JSON or YAML/],
    ['{"comfyui": null}', /names no packs/],
    ['{"cnr_custom_nodes": "all of them"}', /names no packs/],
    ['{"nodes": [{"type": "KSampler"}], "links": []}', /is a workflow/],
    ['{"3": {"class_type": "KSampler", "inputs": {}}}', /is a workflow/],
  ])('%s is refused with what is wrong', async (text, message) => {
    await expect(readImported(text)).rejects.toThrow(
      expect.objectContaining({ code: 'snapshot-failed', message: expect.stringMatching(message) }),
    );
  });

  it('is refused when it is YAML of a size that no snapshot has', async () => {
    await expect(readImported('a'.repeat(4_000_001))).rejects.toThrow(
      expect.objectContaining({ code: 'snapshot-failed' }),
    );
  });
});
