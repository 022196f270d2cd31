import type { RawData } from 'ws';
import { serverFlags } from '../events/audience';

/** Larger texts are pictures and results; what is looked for here is short. */
const maxParsedBytes = 64 * 1024;

/** The id that ComfyUI gives this client, when the text is the `status` that says it. */
export function readSid(data: RawData): string | null {
  const frame = readFrame(data, 'sid');
  const sid = frame?.type === 'status' ? asRecord(frame.data)?.sid : undefined;
  return typeof sid === 'string' && sid !== '' ? sid : null;
}

/** ComfyUI's feature flags with those of the manager that this app is (docs/reference/web-ui.md 5); null when the text is something else. */
export function addManagerFlags(data: RawData): string | null {
  const frame = readFrame(data, 'feature_flags');
  if (frame?.type !== 'feature_flags') return null;
  const flags = asRecord(frame.data) ?? {};
  const extension = asRecord(flags.extension) ?? {};
  const manager = { ...asRecord(extension.manager), ...serverFlags.extension.manager };
  return JSON.stringify({ ...frame, data: { ...flags, extension: { ...extension, manager } } });
}

function readFrame(data: RawData, word: string): Record<string, unknown> | null {
  if (!Buffer.isBuffer(data) || data.length > maxParsedBytes || !data.includes(`"${word}"`)) return null;
  try {
    return asRecord(JSON.parse(data.toString('utf8')));
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
