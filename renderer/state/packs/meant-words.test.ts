import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/library/pack-table';
import { createMeantWords } from './meant-words';
import { makeTable } from './pack-table';

const pack = (title: string, stars: number, nodeClasses: string[] = []): TableRow => ({
  ...{ key: title, registryId: null, title, author: 'zeppeliner', description: 'photosynthesis' },
  ...{ repository: null, files: [], latestVersion: null, updatedAt: null, stars, nodeClasses },
});
const packs = [
  pack('ComfyUI_IPAdapter_plus', 90),
  pack('ControlNet Auxiliary Preprocessors', 80),
  pack('ControlMet', 5),
  pack('ComfyUI Impact Pack', 70, ['FaceDetailer', 'KSampler (Efficient)']),
  pack('GGUF-FantasyTalking', 60),
];
const meanIn = (rows: readonly TableRow[]) => createMeantWords(makeTable(rows).inOrder('stars'));
const meantBy = (typed: string) => meanIn(packs)([typed])?.words ?? null;

describe('what was probably meant', () => {
  it.each([
    ['ipadaptr', ['ipadapter']],
    ['contolnet', ['controlnet']],
    // Two words of a title were typed as one.
    ['impactpack', ['impact', 'pack']],
    ['impactpakc', ['impact', 'pack']],
    ['facedetailr', ['facedetailer']],
    ['preprocesors', ['preprocessors']],
    // The beginning of a word is meant as that word.
    ['auxilary', ['auxiliary']],
    ['fantsy', ['fantasytalking']],
    ['gguff', ['gguf']],
  ])('is for %s: %j', (typed, meant) => {
    expect(meantBy(typed)).toEqual(meant);
  });

  it('is of the pack with more stars where two are as near, and of a title rather than of a node class', () => {
    expect(meantBy('controlqet')).toEqual(['controlnet']);
    const both = [pack('Upscaler', 8), pack('Other', 99, ['Upscalar'])];
    expect(meanIn(both)(['upscalr'])?.words).toEqual(['upscaler']);
  });

  it('is what was typed where rows have it, unless these are few and it joins the words of a title', () => {
    const joined = (count: number) => Array.from({ length: count }, (_none, at) => pack(`ImpactPack ${at}`, 0));
    expect(meanIn([...packs, pack('Contolnet', 0)])(['contolnet'])).toBeNull();
    const both = { words: ['impact', 'pack'], joined: ['impactpack'] };
    expect(meanIn([...packs, ...joined(0)])(['impactpack'])).toEqual(both);
    expect(meanIn([...packs, ...joined(21)])(['impactpack'])).toBeNull();
  });

  it('is nothing better for other words, short and quoted ones, and those of authors and descriptions', () => {
    for (const typed of ['zeppelinr', 'photosynthesi', 'gguz', 'gg uf', 'ipädaptr']) {
      expect(meantBy(typed), typed).toBeNull();
    }
  });
});
