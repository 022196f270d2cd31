import { describe, expect, it } from 'vitest';
import { parseQuery } from './pack-query';

describe('parseQuery', () => {
  it('takes words, nodes, authors and states apart, in lower case', () => {
    expect(parseQuery('Depth node:KSampler author:Kijai @installed @UPDATE')).toEqual({
      words: ['depth'],
      nodes: ['ksampler'],
      authors: ['kijai'],
      tags: [],
      states: ['installed', 'update'],
    });
  });

  it('keeps quoted text together, also when the quote is still open', () => {
    expect(parseQuery('"impact pack" node:"Load Image').words).toEqual(['impact pack']);
    expect(parseQuery('"impact pack" node:"Load Image').nodes).toEqual(['load image']);
  });

  it('leaves nothing behind for a token that is still being typed', () => {
    expect(parseQuery('  @ node:"').nodes).toEqual([]);
    expect(parseQuery('  @ node: ').words).toEqual(['node:']);
    expect(parseQuery('@ "" author:"  ')).toEqual({ words: [], nodes: [], authors: [], tags: [], states: [] });
  });

  it('treats unknown @words as words', () => {
    expect(parseQuery('@nobody')).toMatchObject({ words: ['@nobody'], states: [] });
  });

  it('knows other words for the same state', () => {
    expect(parseQuery('@updates @nightly').states).toEqual(['update', 'git']);
  });
});
