import { basename, dirname, join, resolve } from 'node:path';
import { isInside, listNames, pathExists } from '../../../base/files/files';
import { movePath, removeInside } from '../../../base/files/move-files';
import { renameToRemove } from '../../../base/files/remove-by-rename';
import { createSerial, type Serial } from '../../../base/async/serial';
import type { Logger } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { msg, type Sentence } from '../../../contract/text/message';
import { isNoDifference, noDifference, type PackageDifference } from '../../python/packages/package-difference';
import { replacedIn, type ChangeRecord, type Replaced, type ScriptFile } from '../../records/change-record';
import type { ChangeRecords, RecordAbout } from '../../records/change-records';
import { trashPlaceIn } from '../../records/trash-places';
import type { OriginChange, Origins } from '../inventory/origins';
import { describePlaced, describePlaces } from './placed-things';
import { orRollBack } from './or-roll-back';
import { createSwapJournal, type SwapEntry, type SwapJournal } from './swap-journal';
import { createMover, outside, type Move, type Mover, type SwapFolders } from './swap-moves';

/** A change that has been made and not yet become final. */
export interface OpenChange {
  /** Of the record that it becomes. */
  id: string;
  /** Makes it final, with what it changed among Python packages and what an install.py added: it becomes a record, by which it can be taken back. */
  close(packages?: PackageDifference, scriptFiles?: readonly ScriptFile[]): Promise<void>;
  /** Puts everything back where it was. */
  rollBack(): Promise<void>;
}

/** What belongs to a change beside its moves. */
export interface ChangeAbout extends RecordAbout {
  /** Names of disabled packs, which change with it. */
  origins?: OriginChange | undefined;
  /** Optional groups of packs, which are chosen and forgotten with it. */
  groups?: OriginChange | undefined;
}

/** What a change did that was made elsewhere. */
export interface MadeChange {
  /** Made already; what they left is looked at when it is written down. */
  moves?: readonly Move[];
  packages?: PackageDifference;
}

/** Changes to packs as a few renames, each written down before it is made, so that a crash at any point can be undone or finished. */
export interface Swap {
  /**
   * Makes the moves in order, each after its places were proven; when one fails the ones before it are taken back and the failure is
   * thrown (`path-outside-root` for a place elsewhere). Every `from` must exist before the first move, so no move may take something to
   * pieces that an earlier one brought.
   */
  apply(moves: readonly Move[], about?: ChangeAbout): Promise<OpenChange>;
  /** Writes down a change that was made elsewhere, so that it can be taken back; nothing, where nothing changed. */
  note(change: MadeChange, about: RecordAbout): Promise<void>;
  /** A place in the trash for something that is about to be replaced. */
  trashPlace(name: string): string;
  /** Deletes one thing of a trash; false while a change that is not over needs it. Throws `path-outside-root` for a place elsewhere. */
  discard(path: string): Promise<boolean>;
  /** Whether nothing is half done: only then may staging be cleaned, for it may hold what people had added. */
  isSettled(): Promise<boolean>;
  /**
   * At start: takes back what a crash left open and empties staging; what is not of ours there goes to the trash. An entry that nobody can read is set aside, and what lies in staging
   * goes to the trash. Answers with what people need to know.
   */
  recover(): Promise<Sentence[]>;
}

export interface SwapOptions extends SwapFolders {
  journalDir: string;
  origins: Origins;
  groups: Origins;
  records: Pick<ChangeRecords, 'add' | 'adopt' | 'draft'>;
  /** Hears of each change that a crash had left open, once it is taken back. */
  onTakenBack?: ((change: ChangeRecord) => void) | undefined;
  log: Logger;
}

async function requireSource(from: string): Promise<void> {
  if (await pathExists(from)) return;
  throw new AppError('internal', msg`"${from}" is gone, so nothing was moved.`, {
    remedy: msg`Try again; something else changed the folder meanwhile.`,
  });
}

/** The steps of a change as they touch disk and journal. */
interface Steps {
  journal: SwapJournal;
  mover: Mover;
  begin(moves: readonly Move[], about: ChangeAbout): Promise<SwapEntry>;
  rollBack(entry: SwapEntry): Promise<void>;
  recoverEntry(entry: SwapEntry): Promise<void>;
}

const turnedRound = (replaced: readonly Replaced[]): Replaced[] =>
  replaced.map(({ name, before, after }) => ({ name, before: after, after: before }));

function createSteps(options: SwapOptions): Steps {
  const { journalDir, origins, groups, records, log } = options;
  const journal = createSwapJournal(journalDir);
  const mover = createMover(options);
  const rollBack = async (entry: SwapEntry): Promise<void> => {
    await mover.undo(entry.moves);
    await origins.apply(turnedRound(entry.origins));
    await groups.apply(turnedRound(entry.groups));
    await journal.forget(entry.id);
  };
  return {
    journal,
    mover,
    rollBack,
    async begin(moves, about) {
      const entry: SwapEntry = {
        ...records.draft(about),
        ...{ state: 'open', moves: [...moves], left: await describePlaced(moves) },
        origins: about.origins === undefined ? [] : await origins.plan(about.origins),
        groups: about.groups === undefined ? [] : await groups.plan(about.groups),
      };
      await journal.write(entry);
      return entry;
    },
    async recoverEntry(entry) {
      const confined = await Promise.all(entry.moves.map((each) => mover.isConfined(each)));
      if (confined.includes(false)) {
        log.warn('A journal entry names places that are not ours and was dropped.', { id: entry.id });
        return journal.forget(entry.id);
      }
      if (entry.state === 'closed') return journal.forget(entry.id);
      log.info('A change that was interrupted is taken back.', { id: entry.id, task: entry.task?.uiId });
      await rollBack(entry);
      options.onTakenBack?.(entry);
    },
  };
}

function describePackages(difference: PackageDifference): Pick<ChangeRecord, 'packages' | 'difference'> {
  return { packages: replacedIn(difference), difference: isNoDifference(difference) ? null : difference };
}

/** Makes an entry a record. It is written anew only for what was not known at its beginning: one write to the disk less for the others. */
async function makeFinal(
  { state: _state, ...record }: SwapEntry,
  { journal, records }: { journal: SwapJournal; records: SwapOptions['records'] },
): Promise<void> {
  if (record.packages.length > 0 || record.scriptFiles.length > 0) await journal.write({ ...record, state: 'open' });
  await records.adopt(record, journal.fileOf(record.id));
}

/** Puts unreadable entries aside, and what they may stand for into the trash, where it stays as long as everything there. */
async function clearUnreadable(journal: SwapJournal, { stagingDir, trashDir }: SwapFolders): Promise<Sentence[]> {
  const { unreadable } = await journal.read();
  if (unreadable.length === 0) return [];
  const places: string[] = [];
  for (const name of unreadable) places.push(await journal.quarantine(name));
  for (const name of await listNames(stagingDir)) {
    await movePath(join(stagingDir, name), trashPlaceIn(trashDir, name));
  }
  return [
    msg`The record of an unfinished change cannot be read (${places.join(', ')}), so the change was not undone. What was prepared for it is in ${trashDir}.`,
  ];
}

/** What work in staging names its folders (`makeTemporaryFolder`). */
const stagedName =
  /^(?:candidate|clone|current|forecast|history|model|pack|pins|plan|rehearsal|repository|requirements)-\w{6}$/;

/** Removes from staging what is of ours by its name. Whatever else lies there goes to the trash, for nobody knows whose it is. */
async function emptyStaging({ stagingDir, trashDir, log }: SwapOptions): Promise<void> {
  for (const name of await listNames(stagingDir)) {
    const isOurs = stagedName.test(name);
    const clear = isOurs
      ? removeInside(stagingDir, name)
      : movePath(join(stagingDir, name), trashPlaceIn(trashDir, name));
    await clear.catch((error: unknown) => log.warn('A staging folder could not be emptied.', { name, error }));
  }
}

async function discardTrash(
  path: string,
  { trashDir, moreTrash, journal, oneByOne }: SwapOptions & { journal: SwapJournal; oneByOne: Serial },
): Promise<boolean> {
  const folder = dirname(path);
  const folders = [trashDir, ...((await moreTrash?.()) ?? [])];
  if (!folders.some((one) => resolve(one) === resolve(folder))) throw outside(path);
  // By a rename first, so that no change begins with it half deleted; deleting may take long, and changes do not wait for that.
  const remove = await oneByOne(async () => {
    const { entries } = await journal.read();
    const open = entries.filter(({ state }) => state === 'open');
    const used = open.flatMap(({ moves }) => moves.flatMap(({ from, to }) => [from, to]));
    return used.some((one) => one === path || isInside(path, one)) ? null : renameToRemove(folder, basename(path));
  });
  await remove?.();
  return remove !== null;
}

/** Makes the swap of an installation. */
export function createSwap(options: SwapOptions): Swap {
  const { trashDir, origins, groups, records, log } = options;
  const { journal, mover, begin, rollBack, recoverEntry } = createSteps(options);
  const underWay = new Set<string>();
  const oneByOne = createSerial();

  const settle = async (): Promise<void> => {
    for (const entry of (await journal.read()).entries) if (!underWay.has(entry.id)) await recoverEntry(entry);
  };
  const isSettled = async () => {
    const { entries, unreadable } = await journal.read();
    return unreadable.length === 0 && entries.every(({ state }) => state === 'closed');
  };
  const openChange = (entry: SwapEntry): OpenChange => ({
    id: entry.id,
    rollBack: async () => {
      underWay.delete(entry.id);
      await rollBack(entry);
    },
    close: async (packages = noDifference, scriptFiles = []) => {
      const final = { ...entry, ...describePackages(packages), scriptFiles: [...scriptFiles] };
      await makeFinal(final, { journal, records });
      underWay.delete(entry.id);
    },
  });

  return {
    isSettled,
    trashPlace: (name) => trashPlaceIn(trashDir, name),
    discard: (path) => discardTrash(path, { ...options, journal, oneByOne }),
    apply: (moves, about = {}) =>
      oneByOne(async () => {
        await settle();
        for (const { from } of moves) await requireSource(from);
        const entry = await begin(moves, about);
        underWay.add(entry.id);
        const change = openChange(entry);
        await orRollBack({ rollBack: change.rollBack, log, id: entry.id }, async () => {
          // A disabled pack is never without the name that it had: new names are known before it arrives, old ones until it has left.
          await origins.apply(entry.origins.filter(({ after }) => after !== null));
          await mover.make(moves);
          await groups.apply(entry.groups);
          await origins.apply(entry.origins.filter(({ after }) => after === null));
        });
        return change;
      }),
    async note({ moves = [], packages = noDifference }, about) {
      if (moves.length === 0 && isNoDifference(packages)) return;
      const left = await describePlaces(moves.map(({ to }) => to));
      await records.add({ ...records.draft(about), moves: [...moves], left, ...describePackages(packages) });
    },
    async recover() {
      await settle().catch((error: unknown) => {
        log.error('A change that was interrupted could not be taken back.', { error });
      });
      const sentences = await clearUnreadable(journal, options);
      if (await isSettled()) await emptyStaging(options);
      return sentences;
    },
  };
}
