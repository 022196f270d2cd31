import { foldName } from '../../../src/contract/packs/pack-names';
import {
  compareStars,
  compareTitles,
  namesOfRow,
  tableFormat,
  type TableHead,
  type TableRow,
} from '../../../src/contract/library/pack-table';
import { type PackRecord, toRecord } from './pack-record';

/** A pack as it is searched: in small letters, each class and tag between line feeds, which no typed word has. */
export interface PackText {
  title: string;
  author: string;
  classes: string;
  tags: string;
  /** Where else a word counts: id, address, description, tags. */
  rest: string;
}

function toLines(list: readonly string[]): string {
  return list.length === 0 ? '' : `\n${list.join('\n')}\n`.toLowerCase();
}

function readText({ title, author, nodeClasses, tags, registryId, repository, description }: PackRecord): PackText {
  const tagLines = toLines(tags);
  return {
    title: title.toLowerCase(),
    author: author.toLowerCase(),
    classes: toLines(nodeClasses),
    tags: tagLines,
    rest: `${registryId ?? ''}\n${repository ?? ''}\n${description}\n`.toLowerCase() + tagLines,
  };
}

/** A pack in a list. */
export class PackEntry {
  readonly record: PackRecord;
  #text: PackText | null = null;

  constructor(record: PackRecord) {
    this.record = record;
  }

  /** Made when it is first searched. */
  get text(): PackText {
    return (this.#text ??= readText(this.record));
  }
}

/** The orders of a list that need nothing but the list. */
export type ListOrder = 'stars' | 'name' | 'updated' | 'downloads' | 'new';

/** What an order goes by, the largest first; of equals by title. */
const numbersFor: Record<Exclude<ListOrder, 'stars' | 'name'>, (record: PackRecord) => number> = {
  updated: ({ updatedAtMs }) => updatedAtMs ?? 0,
  downloads: ({ downloads }) => downloads ?? -1,
  new: ({ createdAtMs }) => createdAtMs ?? 0,
};

function sortEntries(titled: readonly PackEntry[], order: ListOrder): readonly PackEntry[] {
  if (order === 'name') return titled;
  if (order === 'stars') return titled.toSorted((a, b) => compareStars(a.record, b.record));
  const numberOf = numbersFor[order];
  return titled.toSorted((a, b) => numberOf(b.record) - numberOf(a.record));
}

/** The packs of a catalogue, as none of them would be on disk. */
export class PackTable {
  readonly fingerprint: string;
  readonly #titled: readonly PackEntry[];
  readonly #orders = new Map<ListOrder, readonly PackEntry[]>();
  #names: { byKey: ReadonlyMap<string, PackEntry>; byName: ReadonlyMap<string, PackEntry> } | null = null;

  /** @param titled By title. */
  constructor(titled: readonly PackEntry[], fingerprint = '') {
    this.fingerprint = fingerprint;
    this.#titled = titled;
  }

  get length(): number {
    return this.#titled.length;
  }

  /** All of them; an order is made when it is first wanted. */
  inOrder(order: ListOrder): readonly PackEntry[] {
    const entries = this.#orders.get(order) ?? sortEntries(this.#titled, order);
    this.#orders.set(order, entries);
    return entries;
  }

  findByKey(key: string): PackEntry | undefined {
    return this.#takeNames().byKey.get(key);
  }

  /** By any name that tasks and lists use; of several packs of one name that with most stars. */
  findByName(name: string): PackEntry | undefined {
    return this.#takeNames().byName.get(foldName(name));
  }

  #takeNames() {
    if (this.#names !== null) return this.#names;
    const byKey = new Map<string, PackEntry>();
    const byName = new Map<string, PackEntry>();
    for (const entry of this.inOrder('stars')) {
      byKey.set(entry.record.key, entry);
      for (const name of namesOfRow(entry.record)) if (!byName.has(name)) byName.set(name, entry);
    }
    this.#names = { byKey, byName };
    return this.#names;
  }
}

/** Longer than that nothing else of the window waits: a frame is 16 ms. */
const sliceMs = 8;

/** Reads each line, giving way to whatever else the window has to do. */
async function readEntries(lines: readonly string[]): Promise<PackEntry[]> {
  const entries: PackEntry[] = [];
  let begun = performance.now();
  for (const line of lines) {
    entries.push(new PackEntry(toRecord(JSON.parse(line) as TableRow)));
    if (performance.now() - begun < sliceMs) continue;
    await scheduler.yield();
    begun = performance.now();
  }
  return entries;
}

/** Reads the file of a table. Null when it is of another version of the app, or damaged. */
export async function readTable(text: string): Promise<PackTable | null> {
  try {
    const [first = '', ...lines] = text.trimEnd().split('\n');
    // Our own file: the core writes it, and its format is the first thing that is asked of it.
    const head = JSON.parse(first) as TableHead;
    if (head.format !== tableFormat || head.rows !== lines.length) return null;
    return new PackTable(await readEntries(lines), head.fingerprint);
  } catch {
    return null;
  }
}

/** Makes a table of a short list, in whatever order. */
export function makeTable(packs: readonly TableRow[]): PackTable {
  return new PackTable(packs.toSorted(compareTitles).map((row) => new PackEntry(toRecord(row))));
}

/** A table without a row. */
export const emptyTable = makeTable([]);
