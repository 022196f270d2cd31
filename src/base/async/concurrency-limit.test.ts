import { describe, expect, it } from 'vitest';
import { createLimitByKey } from './concurrency-limit';

/** Pieces of work that end when told to. */
function createWorks() {
  const begun: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve, reject) => void ends.set(name, { resolve, reject }));
  };
  return {
    begun,
    work,
    end: (name: string) => ends.get(name)?.resolve(),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

const nextSlice = () => new Promise((resume) => setImmediate(resume));

describe('limit', () => {
  it('run so many at a time, the others in the order they came, and go on after a failure', async () => {
    const limit = createLimitByKey(2);
    const { begun, work, end, fail } = createWorks();
    const runs = ['a', 'b', 'c', 'd'].map((name) =>
      limit('host', work(name)).then(
        () => name,
        () => `${name} failed`,
      ),
    );
    await nextSlice();
    expect(begun).toEqual(['a', 'b']);
    fail('b');
    await nextSlice();
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await nextSlice();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    end('c');
    end('d');
    expect(await Promise.all(runs)).toEqual(['a', 'b failed', 'c', 'd']);
    expect(await limit('host', () => Promise.resolve('later'))).toBe('later');
  });

  it('of one key do not hold up those of another', async () => {
    const limit = createLimitByKey(1);
    const { begun, work, end } = createWorks();
    const runs = [limit('dead', work('dead 1')), limit('dead', work('dead 2')), limit('alive', work('alive'))];
    await nextSlice();
    expect(begun).toEqual(['dead 1', 'alive']);
    end('alive');
    end('dead 1');
    await nextSlice();
    end('dead 2');
    await Promise.all(runs);
    expect(begun).toEqual(['dead 1', 'alive', 'dead 2']);
  });
});
