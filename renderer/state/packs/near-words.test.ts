import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import { createNearWordFinder, findJoinedWords } from './near-words';
import { makeTable } from './pack-table';

const pack = (title: string, stars: number, nodeClasses: string[] = []): TableRow => ({
  ...{
    key: title,
    registryId: null,
    title,
    author: 'controlnet',
    description: 'controlnet',
    repository: null,
    files: [],
  },
  ...{ latestVersion: null, updatedAt: null, stars, nodeClasses },
});
const table = makeTable([
  pack('ComfyUI_IPAdapter_plus', 90),
  pack('ControlNet Auxiliary Preprocessors', 80),
  pack('ControlMet', 5),
  pack('ComfyUI Impact Pack', 70, ['FaceDetailer', 'KSampler (Efficient)']),
  pack('GGUF-FantasyTalking', 60),
]);
const findNearWord = (among: ReturnType<typeof makeTable>, word: string) => createNearWordFinder(among)(word);
const meantBy = (word: string) => findNearWord(table, word)?.words ?? null;

describe('a finder of near words', () => {
  it.each([
    ['ipadaptr', ['ipadapter']],
    ['contolnet', ['controlnet']],
    ['impactpakc', ['impact', 'pack']],
    ['facedetailr', ['facedetailer']],
    ['preprocesors', ['preprocessors']],
    // The beginning of a word is meant as that word.
    ['auxilary', ['auxiliary']],
    ['fantsy', ['fantasytalking']],
  ])('reads %s as %j', (typed, meant) => {
    expect(meantBy(typed)).toEqual(meant);
  });

  it('finds the same when a word is typed letter by letter, taken back, and typed anew', () => {
    const find = createNearWordFinder(table);
    for (const typed of ['contolnet', 'preprocesors', 'facedetailr', 'impactpakc', 'auxilary']) {
      const steps = Array.from({ length: typed.length - 3 }, (_none, at) => typed.slice(0, at + 4));
      for (const step of [...steps, ...steps.toReversed(), ...steps])
        expect(find(step)).toEqual(findNearWord(table, step));
    }
  });

  it('prefers the pack with more stars where two are as near', () => {
    expect(meantBy('controlqet')).toEqual(['controlnet']);
  });

  it('prefers a title to a class, and a whole word to a beginning', () => {
    const both = makeTable([pack('Upscalers', 9), pack('Upscaler', 8), pack('Other', 99, ['upscaler'])]);
    expect(findNearWord(both, 'upscalr')?.words).toEqual(['upscaler']);
    expect(findNearWord(makeTable([pack('Other', 9, ['Upscaler']), pack('Upscaler', 1)]), 'upscalr')?.cost).toBe(4);
  });

  it('does not take a word and the first letters of the next one for one word', () => {
    expect(meantBy('gguff')).toEqual(['gguf']);
  });

  it('finds nothing for other words, and in authors and descriptions alone', () => {
    expect(meantBy('photosynthesis')).toBeNull();
    expect(findNearWord(makeTable([pack('Mask', 1)]), 'contolnet')).toBeNull();
  });
});

describe('findJoinedWords', () => {
  it('finds the words of a title that were typed as one, and nothing that is nearly so', () => {
    expect(findJoinedWords(table, 'impactpack')).toEqual(['impact', 'pack']);
    expect(findJoinedWords(table, 'impactpac')).toBeNull();
    expect(findJoinedWords(table, 'impctpack')).toBeNull();
    expect(findJoinedWords(table, 'controlnet')).toBeNull();
    expect(findJoinedWords(table, 'ksamplerefficient')).toBeNull();
  });
});
