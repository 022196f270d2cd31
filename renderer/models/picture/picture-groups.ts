import type { CSSProperties } from 'react';
import { t } from 'i18next';
import type { ModelLocations } from '../../../src/contract/models';
import { lastSegment } from '../../texts/formatting';
import { shortenList } from '../../texts/shorten-list';
import { oncePerFile, type ModelRecord } from '../model-record';
import { styleOfNumber, styleOfType } from './type-colors';

/** What the colours of the picture stand for. */
export const groupings = ['type', 'installation', 'disk'] as const;
export type Grouping = (typeof groupings)[number];

/** Files of one colour. */
export interface PictureGroup {
  key: string;
  label: string;
  sizeBytes: number;
  style: CSSProperties;
}

const shownNames = 3;

/** The group of a file: its type, the folders of the other installations that read it, or its disk. Empty for what only this installation reads. */
function createKeyOf(by: Grouping, { installations, disks }: ModelLocations): (record: ModelRecord) => string {
  if (by === 'type') return ({ type }) => type;
  const keys = new Map<string, string>();
  const add = (key: string, paths: readonly string[]): void => {
    for (const path of paths) keys.set(path, [keys.get(path), key].filter(Boolean).join('\n'));
  };
  if (by === 'disk') for (const { path, paths } of disks) add(path, paths);
  else for (const { folder, paths } of installations) add(folder, paths);
  return ({ file }) => keys.get(file?.path ?? '') ?? '';
}

function labelOf(by: Grouping, key: string): string {
  if (by !== 'installation') return key;
  if (key === '') return t('models.pictureBy.alone');
  return t('models.pictureBy.also', { names: shortenList(key.split('\n').map(lastSegment), shownNames) });
}

/** The groups of the files on disk, the largest first, and the group of each. */
export function groupFiles(
  records: readonly ModelRecord[],
  by: Grouping,
  locations: ModelLocations,
): { groups: PictureGroup[]; keyOf: (record: ModelRecord) => string } {
  const keyOf = createKeyOf(by, locations);
  const totals = new Map<string, number>();
  for (const record of oncePerFile(records)) {
    if (record.file !== null) totals.set(keyOf(record), (totals.get(keyOf(record)) ?? 0) + record.file.size_bytes);
  }
  const sorted = [...totals].sort(([, a], [, b]) => b - a);
  const groups = sorted.map(([key, sizeBytes], at) => ({
    ...{ key, sizeBytes, label: labelOf(by, key) },
    style: by === 'type' ? styleOfType(key) : styleOfNumber(at),
  }));
  return { groups, keyOf };
}
