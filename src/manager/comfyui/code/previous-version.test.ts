import { describe, expect, it } from 'vitest';
import { findPrevious } from './previous-version';

const hash = (letter: string) => letter.repeat(40);
const clone = { from: hash('0'), to: hash('a'), atMs: 1, message: 'clone: from somewhere' };
const move = (way: string, message: string, atMs = 2) => {
  const [from = '', to = ''] = way.split('>');
  return { from: hash(from), to: hash(to), atMs, message };
};
const note = 'comfyui-manager-desktop';

describe('the version before the last change', () => {
  it('is where the last move that stayed came from', () => {
    const moves = [clone, move('a>b', 'checkout: moving from master to v2', 5), move('b>c', 'pull: Fast-forward', 7)];
    expect(findPrevious(moves, hash('c'))).toEqual({ commit: hash('b'), leftAtMs: 7 });
  });

  it('is not that of a change that was taken back', () => {
    const there = move('b>c', 'checkout: moving from v2 to v3');
    const moves = [clone, move('a>b', 'checkout: moving from master to v2'), there, move('c>b', note)];
    expect(findPrevious(moves, hash('b'))).toMatchObject({ commit: hash('a') });
    expect(findPrevious([clone, there, move('c>b', note)], hash('b'))).toBeNull();
  });

  it("leaves one's own commits with the version they were made on", () => {
    const moves = [clone, move('a>b', 'checkout: moving from master to v2'), move('b>c', 'commit: mine')];
    expect(findPrevious(moves, hash('c'))).toMatchObject({ commit: hash('a') });
    expect(findPrevious([clone, move('a>b', 'commit: mine')], hash('b'))).toBeNull();
  });

  it('is unknown after a clone, without a log, and where the log does not lead to where HEAD is', () => {
    expect(findPrevious([clone], hash('a'))).toBeNull();
    expect(findPrevious([], hash('a'))).toBeNull();
    expect(findPrevious([clone, move('a>b', 'checkout: moving')], hash('d'))).toBeNull();
  });
});
