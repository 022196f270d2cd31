import { describe, expect, it } from 'vitest';
import { isExtendedBy, parseQuery } from './pack-query';

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

describe('isExtendedBy', () => {
  it('holds while a word grows and while words are added', () => {
    expect(isExtendedBy(parseQuery('ks'), parseQuery('ksam'))).toBe(true);
    expect(isExtendedBy(parseQuery('ks'), parseQuery('ksam depth node:x'))).toBe(true);
  });

  it('does not hold when a word shrinks, changes or becomes a token', () => {
    expect(isExtendedBy(parseQuery('ksam'), parseQuery('ks'))).toBe(false);
    expect(isExtendedBy(parseQuery('author:k'), parseQuery('k'))).toBe(false);
    expect(isExtendedBy(parseQuery('node:a'), parseQuery('node:b'))).toBe(false);
  });
});
