import { isSentence } from '../../contract/text/message';
import { describeBytes } from '../../contract/text/size-text';
import type { Terminal } from '../terminal';

/** A part of a value, by the names of its fields: `torch.version`. */
export function readField(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
      value,
    );
}

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/u;
const commit = /^[0-9a-f]{40}$/u;

/** A time as the clock of the reader shows it; the offset is that of the day itself. */
function toLocal(text: string): string {
  const at = new Date(text);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

function shorten(text: string): string {
  if (time.test(text)) return toLocal(text);
  return commit.test(text) ? text.slice(0, 10) : text;
}

/** A value in few words, for a cell or a line. `field` says what it is: bytes are written as a size. */
export function describeCell(value: unknown, field: string, say: Terminal['say']): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && /bytes$/iu.test(field)) return describeBytes(value);
  if (typeof value === 'string') return say(shorten(value));
  if (isSentence(value)) return say(value);
  if (Array.isArray(value)) return value.map((one) => describeCell(one, field, say)).join(', ');
  return JSON.stringify(value);
}
