import {
  fieldEnds,
  joinText,
  splitRest,
  splitText,
  type TablePart,
  type TableRow,
} from '../../src/contract/pack-table';
import type { CataloguePack, LocalPack } from '../../src/contract/packs';

/** What a pack is on this machine. `update`: enabled, and the registry has a newer version. */
export type PackState = 'absent' | 'installed' | 'update' | 'disabled';

/** A pack as the window shows it: a line of the catalogue, what is on disk, and text prepared for the search. */
export interface PackRecord {
  readonly key: string;
  readonly registryId: string | null;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  readonly repository: string | null;
  readonly files: readonly string[];
  readonly latestVersion: string | null;
  readonly stars: number | null;
  /** Milliseconds since 1970, or null when nobody knows. */
  readonly updatedAtMs: number | null;
  readonly nodeClasses: readonly string[];
  /** Whether it is, or would be, a version of the registry; all others are git only. */
  readonly isRegistry: boolean;
  /** False for packs that are only known from the disk. */
  readonly isListed: boolean;
  readonly local: LocalPack | null;
  readonly state: PackState;
  /** Everything that a plain word is looked for in, in lower case, made once so that a keystroke only scans. */
  readonly searchText: string;
  /** Where title, author and node classes end in it. */
  readonly titleEnd: number;
  readonly authorEnd: number;
  readonly nodesEnd: number;
}

type Facts = Omit<TableRow, 'key' | 'stars' | 'updatedAt'>;

/** What was read last: who scrolls through the whole list must not leave all of it behind in memory. */
const lastRead = new Map<PackRecord, Facts>();
const rememberedRows = 300;

/**
 * A row of the table, nothing known of the disk. Twenty thousand of these exist, thirty are looked at: what is not searched, sorted or
 * counted by is read out of the row's text when it is asked for.
 */
class ListedPack implements PackRecord {
  readonly key: string;
  readonly stars: number | null;
  readonly updatedAtMs: number | null;
  readonly isRegistry: boolean;
  readonly isListed = true;
  readonly local = null;
  readonly state = 'absent';
  readonly searchText: string;
  readonly titleEnd: number;
  readonly authorEnd: number;
  readonly nodesEnd: number;
  private readonly text: string;
  private readonly rest: string;

  constructor(part: TablePart, at: number) {
    this.key = part.key[at] ?? '';
    this.stars = part.stars[at] ?? null;
    this.updatedAtMs = part.updated[at] ?? null;
    this.isRegistry = part.registry[at] === 1;
    this.text = part.text[at] ?? '';
    this.rest = part.rest[at] ?? '';
    this.searchText = this.text.toLowerCase();
    const ends = fieldEnds(this.searchText);
    this.titleEnd = ends.title;
    this.authorEnd = ends.author;
    this.nodesEnd = ends.nodes;
  }

  private read(): Facts {
    const known = lastRead.get(this);
    if (known) return known;
    const searched = splitText(this.text);
    const facts = { ...searched, ...splitRest(this.rest, searched) };
    if (lastRead.size >= rememberedRows) lastRead.clear();
    lastRead.set(this, facts);
    return facts;
  }

  get registryId(): string | null {
    return this.read().registryId;
  }
  get title(): string {
    return this.read().title;
  }
  get author(): string {
    return this.read().author;
  }
  get description(): string {
    return this.read().description;
  }
  get repository(): string | null {
    return this.read().repository;
  }
  get files(): readonly string[] {
    return this.read().files;
  }
  get latestVersion(): string | null {
    return this.read().latestVersion;
  }
  get nodeClasses(): readonly string[] {
    return this.read().nodeClasses;
  }
}

/** The rows of a part. */
export function readPart(part: TablePart): PackRecord[] {
  return part.key.map((_key, at) => new ListedPack(part, at));
}

/** What the disk says about a listed pack. */
type OnDisk = Pick<PackRecord, 'local' | 'state' | 'isRegistry'>;

/** A line of the catalogue with what is on disk. Each field is named: a row of the table has most of them by its class. */
export function putOnDisk(line: PackRecord, { local, state, isRegistry }: OnDisk): PackRecord {
  const { key, registryId, title, author, description, repository, files, latestVersion, stars } = line;
  const { updatedAtMs, nodeClasses, isListed, searchText, titleEnd, authorEnd, nodesEnd } = line;
  return {
    ...{ key, registryId, title, author, description, repository, files, latestVersion, stars },
    ...{ updatedAtMs, nodeClasses, isListed, searchText, titleEnd, authorEnd, nodesEnd },
    ...{ local, state, isRegistry },
  };
}

function readTimeMs(text: string | null): number | null {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? null : timeMs;
}

/** A record by itself, outside of a table; nothing is known of the disk yet. */
export function createRecord(row: TableRow & Partial<CataloguePack>): PackRecord {
  const searchText = joinText(row).toLowerCase();
  const ends = fieldEnds(searchText);
  return {
    key: row.key,
    registryId: row.registryId,
    title: row.title,
    author: row.author,
    description: row.description,
    repository: row.repository,
    files: row.files,
    latestVersion: row.latestVersion,
    stars: row.stars,
    updatedAtMs: readTimeMs(row.updatedAt),
    nodeClasses: row.nodeClasses,
    isRegistry: row.registryId !== null,
    isListed: true,
    local: null,
    state: 'absent',
    searchText,
    ...{ titleEnd: ends.title, authorEnd: ends.author, nodesEnd: ends.nodes },
  };
}

/** A record for a pack on disk that the catalogue does not list. */
export function createLocalRecord(local: LocalPack): PackRecord {
  const record = createRecord({
    key: local.key,
    registryId: local.registryId,
    title: local.name,
    author: local.auxId?.split('/')[0] ?? '',
    description: '',
    repository: local.repository,
    files: local.repository === null ? [] : [local.repository],
    latestVersion: null,
    stars: null,
    updatedAt: null,
    nodeClasses: [],
  });
  return {
    ...record,
    isRegistry: local.source === 'registry',
    isListed: false,
    local,
    state: local.enabled ? 'installed' : 'disabled',
  };
}
