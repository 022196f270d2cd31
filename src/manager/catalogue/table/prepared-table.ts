import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ensureFolder, fileSizeOf, readJsonIfPresent, writeAtomic, writeJson } from '../../../base/files/files';
import { createSerial } from '../../../base/async/serial';
import { beginSlice, forEachInSlices, type TimeSlice } from '../../../base/async/time-slice';
import {
  compareStars,
  compareTitles,
  type ListedPacks,
  tableFormat,
  type TableHead,
  type TableRow,
} from '../../../contract/library/pack-table';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
import { sortInSlices } from './sort-in-slices';
import { toPlainDescription } from './plain-text';

/** Names of what is prepared for the window; the shell reads them before the core is there (src/host/store/prepared-files.ts). */
const tableName = 'catalogue.table';
const noteName = 'catalogue-note.json';
/** How many rows the startup view has. */
const firstRowCount = 60;

/** A table that is on disk. */
export interface PreparedTable {
  fingerprint: string;
  rows: number;
  /** The node classes of ComfyUI itself. */
  core: readonly string[];
  /** Its first rows. */
  first: readonly TableRow[];
}

/** What is kept beside a table, so that the same table is not made again at the next start. */
interface Note extends PreparedTable {
  format: number;
  stamp: string;
  /** A table of another size was cut off, and is no table. */
  sizeBytes: number;
}

interface PreparedTables {
  /**
   * The table of these packs, made and written unless it is there. `stamp` says what lay on disk before the packs were read: a list that arrived
   * meanwhile must not have a part in it, or a table without that list would pass for the whole one at the next start.
   */
  prepare(list: ListedPacks, stamp: string): Promise<PreparedTable>;
  /** The table on disk, when it was made from the same. */
  find(stamp: string): Promise<PreparedTable | null>;
}

function toRow({ installType: _none, tags, ...pack }: CataloguePack): TableRow {
  const description = toPlainDescription(pack.description);
  return tags.length === 0 ? { ...pack, description } : { ...pack, description, tags };
}

/** The file of a table, and what its window needs first. Gives way to other work between rows. */
async function makeTable(packs: readonly CataloguePack[], slice: TimeSlice) {
  const rows: TableRow[] = [];
  await forEachInSlices(packs, slice, (pack) => rows.push(toRow(pack)));
  const titled = await sortInSlices(rows, compareTitles, slice);
  const lines: string[] = [];
  await forEachInSlices(titled, slice, (row) => lines.push(JSON.stringify(row)));
  const written = `${lines.join('\n')}\n`;
  const fingerprint = createHash('sha1').update(written).digest('hex');
  const head: TableHead = { format: tableFormat, fingerprint, rows: lines.length };
  return {
    fingerprint,
    file: Buffer.from(`${JSON.stringify(head)}\n${written}`),
    first: titled.toSorted(compareStars).slice(0, firstRowCount),
  };
}

const toPreparedTable = ({ fingerprint, rows, core, first }: Note): PreparedTable => ({
  fingerprint,
  rows,
  core,
  first,
});

/** Keeps the table of a catalogue in `dir`: the window reads it before the core has read a single file of the catalogue. */
export function createPreparedTables(dir: string): PreparedTables {
  const inOrder = createSerial();
  const [file, noteFile] = [join(dir, tableName), join(dir, noteName)];
  /** The table that was prepared here last, and of which packs. */
  let last: { packs: readonly CataloguePack[]; note: Note } | null = null;

  const findWritten = async (stamp: string): Promise<Note | null> => {
    // Our own file; one that cannot be read is made anew.
    const note = (await readJsonIfPresent(noteFile).catch(() => null)) as Note | null;
    if (note?.format !== tableFormat || note.stamp !== stamp) return null;
    return (await fileSizeOf(file)) === note.sizeBytes ? note : null;
  };
  const writeNote = async (note: Note): Promise<Note> => {
    await writeJson(noteFile, note);
    return note;
  };
  const make = async ({ packs, core }: ListedPacks, stamp: string): Promise<Note> => {
    const { fingerprint, file: bytes, first } = await makeTable(packs, beginSlice());
    await ensureFolder(dir);
    await writeAtomic(file, bytes);
    return writeNote({
      fingerprint,
      rows: packs.length,
      core,
      first,
      format: tableFormat,
      stamp,
      sizeBytes: bytes.length,
    });
  };
  const prepare = async (list: ListedPacks, stamp: string): Promise<Note> => {
    if (last?.packs === list.packs) return last.note.stamp === stamp ? last.note : writeNote({ ...last.note, stamp });
    // Other packs under the stamp of the last ones came between its reading and theirs.
    const written = last?.note.stamp === stamp ? null : await findWritten(stamp);
    return written ?? make(list, stamp);
  };
  return {
    find: (stamp) =>
      inOrder(async () => {
        const note = await findWritten(stamp);
        return note && toPreparedTable(note);
      }),
    prepare: (list, stamp) =>
      inOrder(async () => {
        last = { packs: list.packs, note: await prepare(list, stamp) };
        return toPreparedTable(last.note);
      }),
  };
}
