import { expect, it } from 'vitest';
import { layOutDisk } from './disk-map';
import { mergeModels, type ModelRecord } from '../model-record';

const files = [
  ...[4e9, 2e9, 1e9].map((size, index) => ({ folder: 'checkpoints', size, index })),
  ...Array.from({ length: 30 }, (_, index) => ({ folder: 'loras', size: 2e6, index })),
].map(({ folder, size, index }) => ({
  ...{
    name: `${index}.pt`,
    path: `/m/${folder}/${index}.pt`,
    type: folder,
    size_bytes: size,
    hash: `${folder}${index}`,
  },
  install_date: null,
}));

const byType = ({ type }: ModelRecord): string => type;

it('fills the picture in proportion, and gathers what is too small to show', () => {
  const tiles = layOutDisk(mergeModels([], files), byType, { width: 700, height: 400 });
  expect(tiles.map(({ name, count }) => [name, count])).toEqual([
    ...[
      ['0.pt', 1],
      ['1.pt', 1],
      ['2.pt', 1],
      ['loras', 30],
    ],
  ]);
  const [largest, second] = tiles.map(({ width, height }) => width * height);
  expect((largest ?? 0) / (second ?? 1)).toBeCloseTo(2, 0);
  for (const { left, top, width, height } of tiles) {
    expect(left >= 0 && top >= 0 && left + width <= 700 && top + height <= 400).toBe(true);
  }
});

it('shows nothing of nothing', () => {
  expect(layOutDisk([], byType, { width: 700, height: 400 })).toEqual([]);
  expect(layOutDisk(mergeModels([], files), byType, { width: 0, height: 0 })).toEqual([]);
});
