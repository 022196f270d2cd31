import { describe, expect, it } from 'vitest';
import { noteVersions } from './release-notes';

const commit = (name: string, ...parents: string[]) => {
  return { commit: name, parents, date: '2025-01-01T00:00:00Z', subject: `subject of ${name}` };
};
const linesOf = (notes: ReturnType<typeof noteVersions>, version: string) => notes.get(version)?.lines;

describe('what is new in a version', () => {
  it('is what no version before it had, on whichever branch it was made', () => {
    // 1 - 2 - 5 - 6(merge of 4) ; 2 - 3 - 4 on a branch of its own.
    const commits = [
      commit('6', '5', '4'),
      commit('5', '2'),
      commit('4', '3'),
      commit('3', '2'),
      commit('2', '1'),
      commit('1'),
    ];
    const versions = [
      { version: 'v1', commit: '2' },
      { version: 'v1.1', commit: '4' },
      { version: 'nightly', commit: '6' },
    ];
    const notes = noteVersions(versions, commits, new Map());
    expect(linesOf(notes, 'v1')).toEqual(['subject of 2', 'subject of 1']);
    expect(linesOf(notes, 'v1.1')).toEqual(['subject of 4', 'subject of 3']);
    // The merge itself says nothing.
    expect(linesOf(notes, 'nightly')).toEqual(['subject of 5']);
  });

  it('ends where a shallow clone ends, and names fifty of many', () => {
    const chain = Array.from({ length: 60 }, (_, index) => commit(String(60 - index), String(59 - index)));
    const notes = noteVersions([{ version: 'v1', commit: '60' }], chain, new Map()).get('v1');
    expect(notes?.lines).toHaveLength(50);
    expect(notes?.more).toBe(10);
  });

  it.each(['v1.2.3', '1.2.3', 'Release v1.2.3', 'version 1.2.3'])('is not the tag that says "%s"', (message) => {
    const tags = new Map([['v1.2.3', { name: 'v1.2.3', commit: '1', date: '', message }]]);
    const notes = noteVersions([{ version: 'v1.2.3', commit: '1' }], [commit('1')], tags);
    expect(notes.get('v1.2.3')).toEqual({ from: 'commits', lines: ['subject of 1'], more: 0 });
  });
});
