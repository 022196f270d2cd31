import type { ManifestRow } from '../../../src/contract/library/model-manifest';
import type { InstallModelParams, MoveModelParams } from '../../../src/contract/models';
import { orderAll } from '../../state/queue/actions';
import { createTask } from '../../state/queue/create-task';
import { lastSegment } from '../../texts/formatting';

/** What tells a row from the others: no list wants two models at one place. */
export const keyOf = ({ type, name }: ManifestRow): string => `${type}/${name}`;

/** What the downloads of rows take, in bytes, and whether each of them says that. */
export function sumBytes(rows: readonly ManifestRow[]): { bytes: number; isWhole: boolean } {
  const bytes = rows.reduce((sum, { size_bytes }) => sum + (size_bytes ?? 0), 0);
  return { bytes, isWhole: rows.every(({ size_bytes }) => size_bytes !== null) };
}

const endingOf = (name: string): string => /\.[^.]*$/u.exec(name)?.[0].toLowerCase() ?? '';

/**
 * What moves a file that lies elsewhere to where the list has it; null where no move does: into a folder below that of its type, or under another ending.
 * What lies where the list wants it as well, by `wanted`, stays.
 */
export function moveOf(
  { state, path, place, name, type }: ManifestRow,
  wanted: ReadonlySet<string>,
): MoveModelParams | null {
  if (state !== 'elsewhere' || path === null || place === null || wanted.has(place)) return null;
  if (name.includes('/') || endingOf(name) !== endingOf(path)) return null;
  return { path, folder: type, new_name: name === lastSegment(path) ? null : name };
}

/** Queues the downloads as one batch and starts the queue. What arrives has to be what the list says. */
export function downloadAll(installs: readonly InstallModelParams[]): Promise<void> {
  return orderAll(
    installs.map((params) => {
      const uiId = crypto.randomUUID();
      return createTask('install-model', { ...params, ui_id: uiId }, uiId);
    }),
  );
}
