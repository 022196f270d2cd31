import type { TableRow } from '../../../../src/contract/library/pack-table';

/** For tests only: a pack of the catalogue, by its key. */
export const pack = (key: string, change: Partial<TableRow> = {}): TableRow => ({
  key,
  registryId: key,
  title: key,
  author: 'somebody',
  description: '',
  repository: null,
  files: [],
  latestVersion: '2.0.0',
  stars: 0,
  updatedAt: null,
  nodeClasses: [],
  ...change,
});
