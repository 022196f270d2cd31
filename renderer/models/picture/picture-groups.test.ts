import { expect, it } from 'vitest';
import type { DuplicateGroup, ModelLocations } from '../../../src/contract/models';
import { mergeModels } from '../model-record';
import { layOutDisk } from './disk-map';
import { countCopies } from './freeable';
import { groupFiles } from './picture-groups';

const records = mergeModels(
  [],
  ['one', 'two', 'three'].map((name, at) => ({
    ...{ name, path: `/m/${name}`, type: at === 0 ? 'vae' : 'loras', size_bytes: 10 ** at, hash: null },
    install_date: null,
  })),
);
const disk = (path: string, ...paths: string[]) => ({ path, bytes: 0, freeBytes: null, leftoverBytes: 0, paths });
const locations: ModelLocations = {
  installations: [
    { folder: '/a', paths: ['/m/one', '/m/two'] },
    { folder: '/b', paths: ['/m/two'] },
  ],
  disks: [disk('/', '/m/one', '/m/three'), disk('/big', '/m/two')],
};
const keysBy = (by: Parameters<typeof groupFiles>[1]) =>
  groupFiles(records, by, locations).groups.map(({ key, sizeBytes }) => [key, sizeBytes]);

it('counts a file of several names once, in the groups and in the picture', () => {
  const file = { type: 'loras', size_bytes: 8, hash: null, install_date: null };
  const names = mergeModels(
    [],
    [
      { ...file, name: 'a', path: '/m/a' },
      { ...file, name: 'b', path: '/m/b', nameOf: '/m/a' },
      { ...file, name: 'c', path: '/m/c', nameOf: '/m/elsewhere' },
      { ...file, name: 'd', path: '/m/d', nameOf: '/m/elsewhere' },
    ],
  );
  expect(groupFiles(names, 'type', locations).groups.map(({ sizeBytes }) => sizeBytes)).toEqual([16]);
  const tiles = layOutDisk(names, ({ type }) => type, { width: 700, height: 400 });
  expect(tiles.map(({ key }) => key)).toEqual(
    names.filter(({ filename }) => /[ac]$/u.test(filename)).map(({ key }) => key),
  );
});

it('groups files by what they are, where they lie, and who else reads them, the largest first', () => {
  expect(keysBy('type')).toEqual([
    ['loras', 110],
    ['vae', 1],
  ]);
  expect(keysBy('disk')).toEqual([
    ['/', 101],
    ['/big', 10],
  ]);
  expect(keysBy('installation')).toEqual([
    ['', 100],
    ['/a\n/b', 10],
    ['/a', 1],
  ]);
});

it('gives groups without colours of their own different ones', () => {
  const { groups } = groupFiles(records, 'installation', locations);
  expect(new Set(groups.map(({ style }) => JSON.stringify(style))).size).toBe(3);
});

it('counts the copies that linking frees on each disk, and no second name of a file', () => {
  const file = (path: string, copy: number, onDisk: number) => ({
    path,
    name: path,
    type: 'loras',
    copy,
    disk: onDisk,
  });
  const files = [file('/m/one', 0, 0), file('/m/three', 1, 0), file('/m/four', 1, 0), file('/m/two', 2, 1)];
  const groups: DuplicateGroup[] = [{ hash: 'x', size_bytes: 5, freeable_bytes: 5, files }];
  expect(countCopies(groups, { paths: ['/m/one', '/m/three', '/m/four'] })).toBe(5);
  expect(countCopies(groups, { paths: ['/m/two'] })).toBe(0);
});
