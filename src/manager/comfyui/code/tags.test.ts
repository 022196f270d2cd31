import { describe, expect, it } from 'vitest';
import { composeVersions, listReleases, nameCommit } from './tags';

const tagNames = ['v0.3.9', 'v0.3.10', 'latest', 'v0.10.0', 'v0.3.62', 'v1', 'v0.3.62-rc1', 'v0.4.0', 'x/v9.9.9'];

describe('releases', () => {
  it('are ordered by number, not by text, and are nothing but vX.Y.Z', () => {
    expect(listReleases(tagNames)).toEqual(['v0.10.0', 'v0.4.0', 'v0.3.62', 'v0.3.10', 'v0.3.9']);
  });

  it('win over other tags of the same commit', () => {
    expect(nameCommit({ tagsAtHead: ['latest', 'v0.3.9'], description: 'latest' })).toBe('v0.3.9');
    expect(nameCommit({ tagsAtHead: ['latest'], description: 'latest' })).toBe('latest');
    expect(nameCommit({ tagsAtHead: [], description: 'v0.3.9-2-gabcdef0' })).toBe('v0.3.9-2-gabcdef0');
    expect(nameCommit({ tagsAtHead: [], description: 'abcdef0' })).toBeNull();
  });
});

interface Case {
  what: string;
  facts: Partial<Parameters<typeof composeVersions>[0]>;
  before?: string[];
  after?: string[];
  current: string;
}

describe('composeVersions', () => {
  const top = ['v0.10.0', 'v0.4.0', 'v0.3.62', 'v0.3.10'];
  const base = { tagNames, tagsAtHead: [], description: 'v0.10.0-2-gabcdef0', isDefaultHead: false };

  it.each<Case>([
    { what: 'a release', facts: { tagsAtHead: ['v0.4.0'], description: 'v0.4.0' }, current: 'v0.4.0' },
    {
      what: 'an old release',
      facts: { tagsAtHead: ['v0.3.9'], description: 'v0.3.9' },
      after: ['v0.3.9'],
      current: 'v0.3.9',
    },
    { what: 'commits after a release', facts: {}, before: ['v0.10.0-2-gabcdef0'], current: 'v0.10.0-2-gabcdef0' },
    {
      what: 'commits after an old release, six at most',
      facts: { description: 'v0.3.9-1-gabcdef0' },
      before: ['v0.3.9-1-gabcdef0'],
      current: 'v0.3.9-1-gabcdef0',
    },
    { what: 'the newest commit', facts: { isDefaultHead: true }, current: 'nightly' },
    {
      what: 'the newest commit when it is a release',
      facts: { isDefaultHead: true, tagsAtHead: ['v0.10.0'], description: 'v0.10.0' },
      current: 'v0.10.0',
    },
    { what: 'another tag', facts: { tagsAtHead: ['mine'], description: 'mine' }, before: ['mine'], current: 'mine' },
  ])('offers and names $what', ({ facts, before = [], after = [], current }) => {
    const versions = ['nightly', ...before, ...top, ...after];
    expect(composeVersions({ ...base, ...facts })).toEqual({ versions, current });
  });

  it('offers nightly alone when there are no tags', () => {
    const facts = { ...base, tagNames: [], description: 'abcdef0' };
    expect(composeVersions(facts)).toEqual({ versions: ['nightly'], current: 'nightly' });
  });
});
