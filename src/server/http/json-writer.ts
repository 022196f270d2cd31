import { createHash } from 'node:crypto';
import { jsonParts } from '../../base/text/json-text';

/** A JSON text as the bytes that are sent, and a strong entity tag of them. */
export interface JsonBytes {
  bytes: Buffer;
  etag: string;
}

/** Writes a value as `JSON.stringify` does, without keeping the process busy for long. The value must not be changed meanwhile. */
export async function writeJson(value: object): Promise<JsonBytes> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  for await (const part of jsonParts(value)) {
    const chunk = Buffer.from(part);
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { bytes: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks), etag: tagOf(hash) };
}

/** The strong entity tag of bytes that are ready. */
export function tagBytes(bytes: Buffer): string {
  return tagOf(createHash('sha256').update(bytes));
}

function tagOf(hash: ReturnType<typeof createHash>): string {
  return `"${hash.digest('base64url')}"`;
}
