/** About so many items make up a chunk: fewer are more chunks to put together, more are more to write again for one that changed. */
const chunkItems = 32;
/** However the ends fall, a chunk does not become longer. */
const maxChunkItems = 4 * chunkItems;

/** Items of a list or members of a record as they were written, one behind the other. */
interface Chunk {
  /** Names of members; null for items of a list. */
  names: readonly string[] | null;
  items: readonly unknown[];
  bytes: Buffer;
}

/** Every item that is written has a number. By it chunks end at the same items, wherever in a list these stand by then. */
let numbered = 0;
const numberOf = new WeakMap<object, number>();

function endsChunk(item: object): boolean {
  const number = numberOf.get(item) ?? numbered++;
  numberOf.set(item, number);
  return number % chunkItems === chunkItems - 1;
}

function isKeptItem(item: unknown): item is object {
  return typeof item === 'object' && item !== null && Object.isFrozen(item);
}

function isAt(at: number, chunk: Chunk, { names, items }: Listed): boolean {
  if ((names === null) !== (chunk.names === null) || at + chunk.items.length > items.length) return false;
  return chunk.items.every((item, index) => item === items[at + index] && chunk.names?.[index] === names?.[at + index]);
}

/** What is to be written: items, and their names where they are members of a record. */
export interface Listed {
  items: readonly unknown[];
  names: readonly string[] | null;
}

/** The members of a record as they are to be written, but for those that JSON leaves out. Read by name, which is twice as quick as by entries. */
export function listMembers(record: object, isWritten: (member: unknown) => boolean): Listed {
  const names: string[] = [];
  const items: unknown[] = [];
  for (const name of Object.keys(record)) {
    const member = (record as Record<string, unknown>)[name];
    if (!isWritten(member)) continue;
    names.push(name);
    items.push(member);
  }
  return { names, items };
}

/** Writes long lists of frozen items in chunks of some dozens, each behind the other. */
export type ChunkWriter = (listed: Listed) => readonly Buffer[];

/**
 * Makes a writer of lists of which the next one holds mostly the same items as the one before: of 2,000 packs a task changes one or two, and only
 * the chunks that these stand in are written again. `write` answers the text of one item with what stands before it. A chunk is kept as long as its
 * first item lives; what an item holds must not change.
 */
export function keepChunks(write: (item: unknown, name: string | null) => string): ChunkWriter {
  const chunks = new WeakMap<object, Chunk>();
  const findChunk = (at: number, listed: Listed): Chunk | null => {
    const first = listed.items[at];
    const known = typeof first === 'object' && first !== null ? chunks.get(first) : undefined;
    return known !== undefined && isAt(at, known, listed) ? known : null;
  };
  const keep = (chunk: Chunk): void => {
    const [first, ...others] = chunk.items;
    if (!isKeptItem(first) || !others.every(isKeptItem)) return;
    chunks.set(first, chunk);
    // What was the first of a chunk before is in the middle of one by now.
    for (const item of others) chunks.delete(item);
  };
  const writeChunk = (at: number, { items, names }: Listed): Chunk => {
    let end = at;
    for (let isOver = false; !isOver && end < items.length; end += 1) {
      const item = items[end];
      isOver = end - at + 1 >= maxChunkItems || (isKeptItem(item) && endsChunk(item));
    }
    const own = { items: items.slice(at, end), names: names === null ? null : names.slice(at, end) };
    const bytes = Buffer.from(own.items.map((item, index) => write(item, own.names?.[index] ?? null)).join(''));
    return { ...own, bytes };
  };
  return (listed) => {
    const written: Buffer[] = [];
    for (let at = 0; at < listed.items.length;) {
      const known = findChunk(at, listed);
      const chunk = known ?? writeChunk(at, listed);
      if (known === null) keep(chunk);
      written.push(chunk.bytes);
      at += chunk.items.length;
    }
    return written;
  };
}
