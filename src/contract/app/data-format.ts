import { msg } from '../text/message';

/**
 * Version of the form in which this app keeps its data: its profile, and its own folder of an installation. It is raised when an older app would
 * misread, or lose, what a newer one wrote; each place says in `data-format.json` which one wrote it (docs/reference/on-disk.md 29).
 */
export const dataFormat = 1;

export const dataFormatName = 'data-format.json';
/** What becomes of a document that cannot be read: it protects, and is nothing that a person would miss. */
export const stampedAnew = msg`The version of this app that wrote this folder is recorded again.`;

/** The document of a place. */
export interface DataFormatStamp {
  format: number;
  /** Version of the app that wrote it. */
  app: string;
}

/** Reads the document of a place; null for what is none. */
export function readDataFormat(document: unknown): DataFormatStamp | null {
  if (typeof document !== 'object' || document === null) return null;
  const { format, app }: Partial<Record<keyof DataFormatStamp, unknown>> = document;
  if (typeof format !== 'number' || !Number.isInteger(format)) return null;
  return { format, app: typeof app === 'string' ? app : '' };
}

/** Whether a newer app than this one wrote a place. */
export function isWrittenByNewer(stamp: DataFormatStamp | null): stamp is DataFormatStamp {
  return stamp !== null && stamp.format > dataFormat;
}

/** Why such a place is not opened. */
export function sentenceOfNewer(place: string, { app }: DataFormatStamp): string {
  const writer = app === '' ? 'A newer version of this app' : `Version ${app} of this app`;
  return `${writer} has written ${place}, in a form that this version does not know. So it was not opened, and nothing in it was changed.`;
}

export const remedyOfNewer = 'Start that version, or a newer one: everything is as it was.';
