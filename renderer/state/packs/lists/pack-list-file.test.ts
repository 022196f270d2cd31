import { describe, expect, it } from 'vitest';
import type { PackRecord } from '../pack-record';
import { planPackList, readPackList } from './pack-list-file';

const write = (packs: unknown, format: unknown = 'comfyui-pack-list') => JSON.stringify({ format, version: 1, packs });

describe('a list of packs', () => {
  it('names packs by id or address, and leaves out what names none', () => {
    const listed = [
      { id: 'a', url: null, title: 'A', version: '1.0.0' },
      { url: 'https://x/y', groups: ['video', '../evil', 7, 'face'] },
      { title: 'nothing' },
      3,
      null,
    ];
    expect(readPackList(write(listed))).toEqual([
      { id: 'a', url: null, title: 'A', version: '1.0.0' },
      { id: null, url: 'https://x/y', title: 'https://x/y', version: null, groups: ['video', 'face'] },
    ]);
  });

  it.each([
    ['something else', write([], 'comfyui-snapshot')],
    ['no list', write({})],
    ['no JSON', '{"format": "comfyui-pack-list", '],
    ['a workflow', '{"nodes": []}'],
    ['far too long', `${write([])}${' '.repeat(1024 * 1024)}`],
  ])('is not %s', (_what, text) => {
    expect(readPackList(text)).toBeNull();
  });

  it('that has more packs than any is cut off', () => {
    expect(readPackList(write(Array<unknown>(3000).fill({ id: 'a' })))).toHaveLength(2000);
  });

  it('adds what is missing once, leaves what is there, and tells what nobody knows', () => {
    const known: Record<string, Partial<PackRecord>> = {
      a: { key: 'a', local: null },
      'https://x/a': { key: 'a', local: null },
      b: { key: 'b', local: { key: 'b' } as PackRecord['local'] },
    };
    const entry = (id: string | null, url: string | null) => ({ id, url, title: id ?? '', version: null });
    const rows = planPackList(
      [entry('a', null), entry('gone', 'https://x/a'), entry('b', null), entry('c', null)],
      (name) => known[name] as PackRecord | undefined,
    );
    expect(rows.map(({ entry: { id }, state }) => [id, state])).toEqual([
      ['a', 'missing'],
      ['b', 'there'],
      ['c', 'unknown'],
    ]);
  });
});
