/** Levels that are written child by child; what lies deeper is written in one go, which is quicker than to look for the text of each part. */
const openLevels = 2;

/** The texts of frozen objects as UTF-8, by the level they were written for. */
const kept: WeakMap<object, Buffer>[] = [];

/**
 * The text of `JSON.stringify(value, null, 4)` as UTF-8, as the reference writes its files. What was written of a frozen object within the
 * first levels is kept as long as the object lives: a record has the same 2,000 packs before and after, and the next one again. What such an
 * object holds must not change either.
 */
export function indentedJson(value: unknown): Buffer {
  return Buffer.concat(partsOf(value, 0).map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

type Part = string | Buffer;

function partsOf(value: unknown, level: number): Part[] {
  if (typeof value !== 'object' || value === null) return [writesNothing(value) ? 'null' : JSON.stringify(value)];
  if (level > 0 && Object.isFrozen(value)) return [keptText(value, level)];
  return isOpen(value, level) ? openParts(value, level) : [closedText(value, level)];
}

function keptText(value: object, level: number): Buffer {
  const texts = (kept[level] ??= new WeakMap());
  const text = texts.get(value) ?? Buffer.from(closedText(value, level));
  texts.set(value, text);
  return text;
}

/** Writing child by child pays where children are objects whose text may be known. */
function isOpen(value: object, level: number): boolean {
  if (level >= openLevels || 'toJSON' in value) return false;
  return Object.values(value).some((child) => typeof child === 'object' && child !== null);
}

/** Written inside as many lists as there are levels above it, so that it has its indent at once. */
function closedText(value: object, level: number): string {
  const levels = Array.from({ length: level }, (_, depth) => depth);
  const text = JSON.stringify(
    levels.reduce<unknown>((wrapped) => [wrapped], value),
    null,
    4,
  );
  const before = levels.reduce((length, depth) => length + `[\n${indentOf(depth + 1)}`.length, 0);
  const after = levels.reduce((length, depth) => length + `\n${indentOf(depth)}]`.length, 0);
  return text.slice(before, text.length - after);
}

function openParts(value: object, level: number): Part[] {
  const lineStart = `\n${indentOf(level + 1)}`;
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((item) => partsOf(item, level + 1))
    : Object.entries(value)
        .filter(([, item]) => !writesNothing(item))
        .map(([key, item]) => [`${JSON.stringify(key)}: `, ...partsOf(item, level + 1)]);
  const lines = members.flatMap((parts, at): Part[] => [`${at === 0 ? '' : ','}${lineStart}`, ...parts]);
  const [open = '', close = ''] = isList ? '[]' : '{}';
  return lines.length === 0 ? [open + close] : [open, ...lines, `\n${indentOf(level)}${close}`];
}

function writesNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

function indentOf(level: number): string {
  return '    '.repeat(level);
}
