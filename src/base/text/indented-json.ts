import { keepChunks, listMembers, type ChunkWriter, type Listed } from './kept-chunks';

/** Levels that are written child by child in any case; deeper ones only where the children are frozen, else in one go, which is quicker. */
const openLevels = 2;

/** What was written of a frozen object: its text, behind the name it had in its record. */
interface Kept {
  /** Null for an item of a list. */
  name: string | null;
  named: string;
  /** Where its own text begins. */
  from: number;
}

/** By the level an object was written for: as text what others are put together from, as UTF-8 what makes up files. */
const texts: WeakMap<object, Kept>[] = [];
const bytes: WeakMap<object, readonly Buffer[]>[] = [];
/** The same for what is written in chunks: of lists, and of records. */
const chunkWriters = { list: [] as ChunkWriter[], record: [] as ChunkWriter[] };

/** What has more children is written in chunks, of which most are the same in the next record. */
const manyChildren = 64;

/**
 * The text of `JSON.stringify(value, null, 4)` as UTF-8, as the reference writes its files, in the parts that it is put together from. What was
 * written of a frozen object is kept as long as the object lives: a record has the same 2,000 packs before and after, and the next one has all of
 * them but one. What such an object holds must not change either.
 */
export function indentedJson(value: unknown): readonly Buffer[] {
  const parts: Buffer[] = [];
  let text = '';
  for (const part of partsOf(value, 0)) {
    if (typeof part === 'string') text += part;
    else {
      parts.push(Buffer.from(text), ...part);
      text = '';
    }
  }
  return [...parts, Buffer.from(text)];
}

type Part = string | readonly Buffer[];

/** Of the open levels, whose large members go into the file as they are kept. */
function partsOf(value: unknown, level: number): Part[] {
  if (typeof value !== 'object' || value === null || level > openLevels) return [textOf(value, level)];
  if (level > 0 && Object.isFrozen(value)) return [keptBytes(value, level)];
  return level < openLevels && isOpen(value, level) ? openParts(value, level) : [writtenText(value, level)];
}

function openParts(value: object, level: number): Part[] {
  const lineStart = `\n${indentOf(level + 1)}`;
  const isList = Array.isArray(value);
  const children = isList
    ? value.map((item) => partsOf(item, level + 1))
    : Object.entries(value)
        .filter(([, item]) => !writesNothing(item))
        .map(([name, item]) => [headOf(name), ...partsOf(item, level + 1)]);
  const lines = children.flatMap((parts, at): Part[] => [`${at === 0 ? '' : ','}${lineStart}`, ...parts]);
  const [open = '', close = ''] = isList ? '[]' : '{}';
  return lines.length === 0 ? [open + close] : [open, ...lines, `\n${indentOf(level)}${close}`];
}

function keptBytes(value: object, level: number): readonly Buffer[] {
  const kept = (bytes[level] ??= new WeakMap());
  const known = kept.get(value) ?? writtenInChunks(value, level) ?? [Buffer.from(writtenText(value, level))];
  kept.set(value, known);
  return known;
}

/** A long list or record of frozen children; null for anything else. */
function writtenInChunks(value: object, level: number): readonly Buffer[] | null {
  if (!isOpen(value, level) || !Object.isFrozen(firstOf(value))) return null;
  const listed = listChildren(value);
  if (listed.items.length < manyChildren) return null;
  const [first = Buffer.alloc(0), ...others] = chunksFor(level, listed)(listed);
  const [open = '', close = ''] = listed.names === null ? '[]' : '{}';
  // Before the first child there is no comma.
  return [Buffer.from(open), first.subarray(1), ...others, Buffer.from(`\n${indentOf(level)}${close}`)];
}

function listChildren(value: object): Listed {
  return Array.isArray(value) ? { items: value, names: null } : listMembers(value, (member) => !writesNothing(member));
}

/** Each child with the comma, line break and indent before it. */
function chunksFor(level: number, { names }: Listed): ChunkWriter {
  const writers = chunkWriters[names === null ? 'list' : 'record'];
  const lineStart = `,\n${indentOf(level + 1)}`;
  const written = (item: unknown) =>
    typeof item === 'object' && item !== null ? writtenText(item, level + 1) : textOf(item, level + 1);
  return (writers[level] ??= keepChunks(
    (item, name) => lineStart + (name === null ? '' : headOf(name)) + written(item),
  ));
}

function textOf(value: unknown, level: number): string {
  if (typeof value !== 'object' || value === null) return writesNothing(value) ? 'null' : JSON.stringify(value);
  return level > 0 && Object.isFrozen(value) ? keptText(value, level, null) : writtenText(value, level);
}

/** The text of a member of a record. */
function memberText(name: string, value: unknown, level: number): string {
  const isKept = typeof value === 'object' && value !== null && Object.isFrozen(value);
  return isKept ? keptText(value, level, name) : headOf(name) + textOf(value, level);
}

/** The text of a frozen object, behind its name. Mostly it stands under the same name again. */
function keptText(value: object, level: number, name: string | null): string {
  const kept = (texts[level] ??= new WeakMap());
  const known = kept.get(value);
  if (known?.name === name) return known.named;
  const head = name === null ? '' : headOf(name);
  const named = head + (known?.named.slice(known.from) ?? writtenText(value, level));
  kept.set(value, { name, named, from: head.length });
  return named;
}

function writtenText(value: object, level: number): string {
  return isOpen(value, level) ? openText(value, level) : closedText(value, level);
}

/** Writing child by child pays where children are objects whose text may be known. */
function isOpen(value: object, level: number): boolean {
  if ('toJSON' in value) return false;
  const isChild = (child: unknown) => typeof child === 'object' && child !== null;
  if (level < openLevels) return Object.values(value).some(isChild);
  // Frozen children come in lists of their kind: the first one tells of all.
  const first: unknown = firstOf(value);
  return isChild(first) && Object.isFrozen(first);
}

function firstOf(value: object): unknown {
  if (Array.isArray(value)) return value[0];
  for (const name in value) return Reflect.get(value, name);
  return undefined;
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

function openText(value: object, level: number): string {
  const isList = Array.isArray(value);
  const lines = isList ? value.map((item) => textOf(item, level + 1)) : memberLines(value, level + 1);
  const [open = '', close = ''] = isList ? '[]' : '{}';
  if (lines.length === 0) return open + close;
  const lineStart = `\n${indentOf(level + 1)}`;
  return `${open}${lineStart}${lines.join(`,${lineStart}`)}\n${indentOf(level)}${close}`;
}

/** Read by name, which is twice as quick as by entries. */
function memberLines(record: object, level: number): string[] {
  const lines: string[] = [];
  for (const name of Object.keys(record)) {
    const item = (record as Record<string, unknown>)[name];
    if (!writesNothing(item)) lines.push(memberText(name, item, level));
  }
  return lines;
}

function headOf(name: string): string {
  return `${JSON.stringify(name)}: `;
}

function writesNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

function indentOf(level: number): string {
  return '    '.repeat(level);
}
