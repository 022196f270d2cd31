const encoder = new TextEncoder();
/** The bytes of every frozen value that still lives: what is handed out again is not written again. */
const written = new WeakMap<object, Uint8Array>();

/**
 * What `JSON.stringify` writes, as UTF-8 in memory of its own: what crosses to another process takes its whole memory along. What is
 * undefined becomes `null`. A frozen object is written once; what it holds must not change either, nor may the bytes.
 */
export function jsonBytes(value: unknown): Uint8Array {
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return encode(value);
  const bytes = written.get(value) ?? encode(value);
  written.set(value, bytes);
  return bytes;
}

function encode(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value ?? null));
}
