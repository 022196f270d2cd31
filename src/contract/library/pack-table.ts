import type { CataloguePack } from '../packs/catalogue-packs';
import type { LocalPack } from '../packs/local-packs';
import type { Installation } from '../installation';
import type { Sentence } from '../text/message';
import { foldName } from '../packs/pack-names';

/** The form of what is prepared for the window (docs/decisions/014): `StartupView` and the file of the table. */
export const tableFormat = 7;

/** How old a catalogue is, where it came from, and what kept it from being newer. */
export interface CatalogueAge {
  asOf: string | null;
  origin: 'fetched' | 'kept' | 'none';
  notice: Sentence | null;
}

/** What a table is made of. */
export interface ListedPacks {
  packs: readonly CataloguePack[];
  /** The node classes of ComfyUI itself. */
  core: readonly string[];
}

/** What the window needs of a line of the catalogue; the description is plain text. */
export type TableRow = Omit<CataloguePack, 'installType' | 'tags'> & { tags?: string[] | undefined };

/**
 * The first line of the catalogue as the window takes it: a file that the core writes and the window reads without the core, each line JSON. All others are
 * one `TableRow` each, by title.
 */
export interface TableHead {
  format: number;
  /** A text that is equal for two tables with the same rows. */
  fingerprint: string;
  /** How many lines follow. */
  rows: number;
}

/** What the window shows before the core is there: the first rows as they were, and where they belong. */
export interface StartupView extends CatalogueAge {
  format: number;
  /** Of the whole table. */
  fingerprint: string;
  rows: number;
  installation: Installation;
  locals: readonly LocalPack[];
  core: readonly string[];
  first: readonly TableRow[];
}

/** Every name by which tasks and lists may speak of a row, folded. */
export function namesOfRow(
  pack: Pick<TableRow, 'key' | 'registryId' | 'repository'> & { files: readonly string[] },
): string[] {
  const names = new Set([pack.key, pack.registryId, pack.repository, pack.files[0]]);
  return [...new Set([...names].flatMap((name) => (name ? [foldName(name)] : [])))];
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
