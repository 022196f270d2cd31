import type { CataloguePack, LocalPack } from './packs';
import type { Installation } from './installation';
import { foldName, hashName } from './pack-names';

/**
 * The catalogue as the window takes it: prepared once by the core, kept on disk, and read by the window without the core
 * (docs/decisions/014). Lines of JSON: a head, then parts of `rowsPerPart` rows, the packs with most stars first.
 */
export const tableFormat = 1;
export const rowsPerPart = 1000;

/** How old a catalogue is, where it came from, and what kept it from being newer. */
export interface CatalogueAge {
  asOf: string | null;
  origin: 'fetched' | 'kept' | 'none';
  notice: string | null;
}

export interface TableHead {
  format: number;
  /** Says the same for two tables with the same rows. */
  fingerprint: string;
  rows: number;
  /** Row numbers in the other two orders. */
  byName: readonly number[];
  byUpdated: readonly number[];
  /** Hashes of all names of all rows (`hashName`), ascending, and the row of each. */
  nameHashes: readonly number[];
  nameRows: readonly number[];
}

/** Columns of some rows. */
export interface TablePart {
  key: readonly string[];
  /** What is searched: see `splitText`. */
  text: readonly string[];
  /** What is not: see `splitRest`. */
  rest: readonly string[];
  /** 1: the registry has it. */
  registry: readonly (0 | 1)[];
  stars: readonly (number | null)[];
  /** Milliseconds since 1970. */
  updated: readonly (number | null)[];
}

/** What the window shows before the core is there: the first rows as they were, and where they belong. */
export interface FirstLook extends CatalogueAge {
  format: number;
  /** Of the whole table. */
  fingerprint: string;
  rows: number;
  installation: Installation;
  locals: readonly LocalPack[];
  part: TablePart;
}

/** Between two fields of a row: no title, description or address has it, and JSON writes it as it is. */
const separator = '\u007f';

function write(fields: readonly string[]): string {
  return fields.map((field) => field.replaceAll(separator, ' ')).join(separator);
}

/** What the window needs of a line of the catalogue; the description is plain text. */
export type TableRow = Omit<CataloguePack, 'installType' | 'tags'>;

/** The searched fields of a row in one text: title, author, node classes (each between line feeds), id, repository, description. */
export function joinText(pack: TableRow): string {
  const nodes = pack.nodeClasses.length === 0 ? '' : ['', ...pack.nodeClasses, ''].join('\n');
  return write([pack.title, pack.author, nodes, pack.registryId ?? '', pack.repository ?? '', pack.description]);
}

/** Takes a text of `joinText` apart. */
export function splitText(text: string): Omit<TableRow, 'key' | 'files' | 'latestVersion' | 'stars' | 'updatedAt'> {
  const [title = '', author = '', nodes = '', registryId = '', repository = '', description = ''] =
    text.split(separator);
  return {
    ...{ title, author, description, registryId: registryId || null, repository: repository || null },
    nodeClasses: nodes === '' ? [] : nodes.slice(1, -1).split('\n'),
  };
}

/** Where the fields that rank a row end in its text, or in the same text in lower case: title, author, node classes. */
export function fieldEnds(text: string): { title: number; author: number; nodes: number } {
  const title = text.indexOf(separator);
  const author = text.indexOf(separator, title + 1);
  return { title, author, nodes: text.indexOf(separator, author + 1) };
}

function usualFiles({ repository }: Pick<TableRow, 'repository'>): string {
  return repository ?? '';
}

/** The other fields of a row; files that follow from its repository are left out. */
export function joinRest(pack: TableRow): string {
  const files = pack.files.join('\n');
  return write([pack.latestVersion ?? '', ...(files === usualFiles(pack) ? [] : [files])]);
}

/** Takes a text of `joinRest` apart. */
export function splitRest(
  rest: string,
  known: Pick<TableRow, 'repository'>,
): Pick<TableRow, 'files' | 'latestVersion'> {
  const [latestVersion = '', files = usualFiles(known)] = rest.split(separator);
  return { latestVersion: latestVersion || null, files: files === '' ? [] : files.split('\n') };
}

/** Every name by which tasks and lists may speak of a row, folded. */
export function namesOfRow(
  pack: Pick<TableRow, 'key' | 'registryId' | 'repository'> & { files: readonly string[] },
): string[] {
  const names = [pack.key, pack.registryId, pack.repository, pack.files[0]];
  return [...new Set(names.flatMap((name) => (name ? [foldName(name)] : [])))];
}

/** The columns for some rows. */
export function makePart(packs: readonly TableRow[]): TablePart {
  const timeOf = ({ updatedAt }: TableRow) => (updatedAt === null ? Number.NaN : Date.parse(updatedAt));
  return {
    key: packs.map(({ key }) => key),
    text: packs.map(joinText),
    rest: packs.map(joinRest),
    registry: packs.map(({ registryId }) => (registryId === null ? 0 : 1)),
    stars: packs.map(({ stars }) => stars),
    updated: packs.map(timeOf).map((timeMs) => (Number.isNaN(timeMs) ? null : timeMs)),
  };
}

/** The head of a table whose rows stand as in `packs`, and as the two lists of row numbers name them. */
export function makeHead(
  packs: readonly TableRow[],
  { byName, byUpdated }: Pick<TableHead, 'byName' | 'byUpdated'>,
): Omit<TableHead, 'fingerprint'> {
  const named = packs.flatMap((pack, row) => namesOfRow(pack).map((name) => ({ hash: hashName(name), row })));
  // Of two rows that share a name the first is meant, as in a list that is looked through from its top.
  named.sort((a, b) => a.hash - b.hash || a.row - b.row);
  const index = { nameHashes: named.map(({ hash }) => hash), nameRows: named.map(({ row }) => row) };
  return { format: tableFormat, rows: packs.length, byName, byUpdated, ...index };
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** How two packs stand when sorted by title, as people would. */
export function compareTitles(a: { title: string }, b: { title: string }): number {
  return collator.compare(a.title, b.title);
}

/** How two packs stand by stars, most first, those that nobody counted last. */
export function compareStars(a: Pick<TableRow, 'stars'>, b: Pick<TableRow, 'stars'>): number {
  return (b.stars ?? -1) - (a.stars ?? -1);
}
