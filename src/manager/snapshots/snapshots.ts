import { msg } from '../../contract/text/message';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type {
  RestoreSnapshotParams,
  Snapshot,
  SnapshotChange,
  SnapshotOverview,
  SnapshotPlan,
  SnapshotThing,
} from '../../contract/snapshots';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import type { Paths } from '../installation/paths';
import { compareRecorded } from './compare-recorded';
import { readImported, type SnapshotFileDocument } from './import-document';
import { outlineNow, outlineSnapshot } from './outline';
import type { Recorded } from './recorded';
import { recordModels, warnOfMissing, type SnapshotModels } from './recorded-models';
import { bySubjectAndName, listThings } from './recorded-things';
import { restoreSnapshot } from './restore';
import { openSnapshotFiles, snapshotFailed, type SnapshotFiles } from './snapshot-files';
import { planSnapshot } from './snapshot-plan';
import type { SnapshotCode, SnapshotPacks, SnapshotPython, SnapshotContext, SnapshotRun } from './snapshot-context';
import { rowsOfRestore } from './restore-policy';
import { createSnapshotComposer, isSameState, type SnapshotState } from './state';
import { listPresent, listStaying } from './surplus';

/** Snapshots of one installation: what is there as a document, and the way back to one. */
export interface Snapshots {
  /** Names without `.json`, newest first. Throws `snapshot-failed` when the folder cannot be read. */
  list(): Promise<string[]>;
  /**
   * What is there now and every snapshot, newest first, with what it holds and how much a restore would change. A file that is no snapshot is in the list without either.
   * Throws `snapshot-failed` when the folder cannot be read.
   */
  overview(): Promise<SnapshotOverview>;
  /** Everything that a snapshot records, by what it is and its name. Throws `snapshot-not-found`, `snapshot-failed`. */
  contents(target: string): Promise<SnapshotThing[]>;
  /** What is there now, the same object as long as nothing changed. Throws `snapshot-failed` when it cannot be read. */
  current(): Promise<Snapshot>;
  /** Saves what is there now and answers its name, `<date>_<time>_<name>`. Throws `snapshot-failed`, `disk-full`. */
  save(name?: string): Promise<string>;
  /** The document of a snapshot. Throws `snapshot-not-found`, `snapshot-failed`. */
  read(target: string): Promise<SnapshotFileDocument>;
  /** Takes in the text of a snapshot from elsewhere under this name. Throws `snapshot-failed`, `snapshot-exists` with a free name. */
  importDocument(name: string, text: string): Promise<string>;
  /** Throws `snapshot-not-found`. */
  remove(target: string): Promise<void>;
  /** Whether a snapshot can be restored, as far as its document tells. Throws `snapshot-not-found`, `snapshot-failed`. */
  check(target: string): Promise<void>;
  /** What a restore would do; nothing is changed. Throws `snapshot-not-found`, `snapshot-failed`. */
  plan(target: string, options: { exact: boolean }): Promise<SnapshotPlan>;
  /** What changed from one snapshot to another. Throws `snapshot-not-found`, `snapshot-failed`. */
  compare(from: string, to: string): Promise<SnapshotChange[]>;
  /** Throws `snapshot-not-found`, `snapshot-failed`, `policy-denied`; everything else is in the outcome. */
  restore(params: RestoreSnapshotParams, run: SnapshotRun): Promise<TaskOutcome>;
}

export interface SnapshotsOptions {
  paths: Pick<Paths, 'desktopDir' | 'snapshotsDir' | 'customNodesDir'>;
  installation: Installation;
  packs: SnapshotPacks;
  python: SnapshotPython;
  code: SnapshotCode;
  /** Without it, no models are recorded. */
  models?: SnapshotModels;
  log: Logger;
}

async function readPython(
  python: SnapshotPython,
  log: Logger,
): Promise<Pick<SnapshotState, 'packages' | 'pythonVersion'>> {
  try {
    const [{ pythonVersion }, packages] = await Promise.all([python.environment(), python.frozenPackages()]);
    return { pythonVersion, packages };
  } catch (error) {
    // Packs alone are worth a snapshot, and the document has a form for that.
    log.warn('A snapshot is taken without Python.', { error });
    return { pythonVersion: null, packages: null };
  }
}

/** Without this an unreadable folder would be recorded as an empty one, and a restore would disable everything. */
function requireFolder(folder: string): void {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw snapshotFailed(msg`${folder} cannot be read, so it is not known what is installed.`, error);
  }
}

/** Makes the reader of what is there now. */
function createCapture({ paths, packs, python, code, log }: SnapshotsOptions): () => Promise<SnapshotState> {
  return async () => {
    requireFolder(paths.customNodesDir);
    const [copies, environment] = await Promise.all([packs.copies(), readPython(python, log)]);
    return { comfyCommit: code.current().commit, copies, ...environment };
  };
}

/** Composes a document only when its state is another one: whoever asks in a loop gets the same object, which is written once. */
function createComposer(): (state: SnapshotState) => Snapshot {
  const compose = createSnapshotComposer();
  let last: { state: SnapshotState; snapshot: Snapshot } | null = null;
  return (state) => {
    if (last === null || !isSameState(last.state, state)) last = { state, snapshot: compose(state) };
    return last.snapshot;
  };
}

/** Outlines of all snapshots. What cannot be read, of a document or of what is there, is left out of them and written down. */
async function outlineAll(
  files: Pick<SnapshotFiles, 'list' | 'read'>,
  capture: () => Promise<SnapshotState>,
  log: Logger,
): Promise<SnapshotOverview> {
  const names = await files.list();
  const leaveOut = (error: unknown): null => {
    log.debug('A snapshot, or what is there now, could not be read for the list.', { error });
    return null;
  };
  const state = await capture().catch(leaveOut);
  const present = state && { state, things: listPresent(state) };
  return {
    now: present && outlineNow(present),
    items: await Promise.all(
      names.map(async (name) => outlineSnapshot(name, await files.read(name).catch(leaveOut), present)),
    ),
  };
}

/** Opens the snapshots of an installation. Nothing is read before it is asked for. */
export function createSnapshots(options: SnapshotsOptions): Snapshots {
  const { paths, packs, python, code, models, log } = options;
  const files = openSnapshotFiles(paths.snapshotsDir, join(paths.desktopDir, 'own-snapshots.json'));
  const capture = createCapture(options);
  const compose = createComposer();
  const planNow = async (recorded: Recorded, isExact: boolean) => {
    const state = await capture();
    const isRemoving = isExact && state.packages !== null;
    const changes = planSnapshot(recorded, state, isRemoving ? await python.reports.neededPackages() : null);
    return { state, changes };
  };
  const compare: SnapshotContext['compare'] = async (recorded, isExact) => (await planNow(recorded, isExact)).changes;
  const context: SnapshotContext = { packs, python, code, files, log, compare };
  return {
    list: () => files.list(),
    overview: () => outlineAll(files, capture, log),
    contents: async (target) => [...listThings(await files.read(target)).values()].sort(bySubjectAndName),
    current: async () => compose(await capture()),
    async save(name) {
      const snapshot = compose(await capture());
      const recorded = models === undefined ? {} : await recordModels(models, log);
      const desktop = { ...(snapshot['desktop'] as object), taken_at: new Date().toISOString(), ...recorded };
      return files.write({ ...snapshot, desktop }, name ?? 'snapshot');
    },
    read: (target) => files.readDocument(target),
    importDocument: async (name, text) => files.add(name, await readImported(text)),
    remove: (target) => files.remove(target),
    async check(target) {
      await files.read(target);
    },
    async plan(target, { exact }) {
      const recorded = await files.read(target);
      const { state, changes } = await planNow(recorded, exact);
      const stays = listStaying(recorded, listPresent(state), changes);
      return { target, changes, stays, rows: rowsOfRestore(recorded, changes) };
    },
    async compare(from, to) {
      const [before, after] = await Promise.all([files.read(from), files.read(to)]);
      return compareRecorded(before, after);
    },
    async restore(params, run) {
      const outcome = await restoreSnapshot(context, params, run);
      // What was restored stays so, whatever can be said of the models.
      const tell = async (all: SnapshotModels) => warnOfMissing(await files.readDocument(params.target), all, run);
      if (models !== undefined)
        await tell(models).catch((error: unknown) =>
          log.warn('The models of a snapshot were not compared.', { error }),
        );
      return outcome;
    },
  };
}
