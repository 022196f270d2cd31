import type { ModelRecord } from './model-record';
import { formatBytes } from '../texts/formatting';

/** The size of a model in words: of its file, else as the list says; empty when nobody does. */
export function sizeOf({ sizeBytes, listed }: ModelRecord): string {
  return sizeBytes === null ? (listed?.size ?? '') : formatBytes(sizeBytes);
}
