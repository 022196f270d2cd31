import { createHmac, timingSafeEqual } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { isInside, writeJson } from './files';

/** By folder: what this account alone knows of it. */
const keys = new Map<string, Buffer>();

/** From now on files of ours below the folder are sealed with this key, and known again by that. Answers with what ends it. */
export function keepSealed(folder: string, key: Buffer): () => void {
  keys.set(resolve(folder), key);
  return () => void keys.delete(resolve(folder));
}

/** The seal of a text that stands in a file; null where nobody seals: then nothing is judged by it. It counts for another folder and another name as little as for another text. */
export function sealOf(file: string, text: string): string | null {
  const [, key] = [...keys].find(([folder]) => isInside(folder, resolve(file))) ?? [];
  return key === undefined
    ? null
    : createHmac('sha256', key)
        .update(`${basename(file)}\n${text}`)
        .digest('hex');
}

/** Whether this is the seal of that text, in constant time. */
export function isSealOf(file: string, text: string, seal: unknown): boolean {
  const right = sealOf(file, text);
  if (right === null) return true;
  const given = Buffer.from(typeof seal === 'string' ? seal : '');
  return given.length === right.length && timingSafeEqual(given, Buffer.from(right));
}

/** A document with its seal, in the place of one that it had. */
export function withSeal(file: string, document: object): object {
  const value = withoutSeal(document);
  const seal = sealOf(file, JSON.stringify(value));
  return seal === null ? value : { ...value, seal };
}

/** A document as it was before it was sealed. */
export function withoutSeal(document: object): object {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== 'seal'));
}

/** Whether this account wrote the document into a file of this name in this folder. */
export function isSealed(file: string, document: object): boolean {
  return isSealOf(file, JSON.stringify(withoutSeal(document)), (document as { seal?: unknown }).seal);
}

/** Writes a document of ours that is acted upon by itself: only with its seal in it is it ours at the next start. */
export function writeSealed(file: string, document: object, given: { modifiedMs?: number } = {}): Promise<void> {
  return writeJson(file, withSeal(file, document), given);
}
