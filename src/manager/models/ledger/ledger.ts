import { basename } from 'node:path';
import type { DearFiles } from '../../../base/beside/dear-files';
import type { Logger } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { DuplicateGroup, HashingProgress, LocalModel, ModelFolders } from '../../../contract/models';
import type { ModelPlaces } from '../places/folders';
import { modelNotFound } from '../places/model-not-found';
import { findDuplicates } from './duplicates';
import { createBackgroundHashing } from './hash-in-background';
import { createModelHeaders, type HeadersByPath } from './headers/model-headers';
import type { KnownHashes } from './known-hashes';
import { nameHashes, walkModels, type WalkedModels } from './local-models';

/** A reading of the disk that others may join while it goes on. */
interface Joinable<T> {
  startNew(): Promise<T>;
  /** Begins one only where none is under way. */
  join(): Promise<T>;
  /** The last one, where that is young enough; else as `join`. */
  recent(ageMs: number): Promise<T>;
  /** The last one is of no use any more. */
  forget(): void;
  /** Resolves once none is under way. Never rejects. */
  whenOver(): Promise<void>;
}

function createJoinable<T>(begin: () => Promise<T>): Joinable<T> {
  let underWay: Promise<T> | null = null;
  let last: { read: T; at: number } | null = null;
  const startNew = (): Promise<T> => {
    const mine = begin()
      .then((read) => {
        last = { read, at: Date.now() };
        return read;
      })
      .finally(() => {
        if (underWay === mine) underWay = null;
      });
    underWay = mine;
    return mine;
  };
  const join = (): Promise<T> => underWay ?? startNew();
  const recent = async (ageMs: number): Promise<T> =>
    underWay === null && last !== null && Date.now() - last.at < ageMs ? last.read : join();
  const whenOver = async (): Promise<void> => {
    while (underWay !== null) await underWay.catch(() => undefined);
  };
  return { startNew, join, recent, whenOver, forget: () => (last = null) };
}

/** How long a look at the disk is good enough while its files are read, which takes hours. */
const walkAgainMs = 60_000;

/** What lies on disk, and what is known of it. */
export interface Ledger {
  /** The files as they are now: a look that began before is not enough. */
  walk(): Promise<WalkedModels>;
  /** The files have changed: no earlier look counts. */
  forget(): void;
  /** The known hash of a listed model. Throws `model-not-found`, and `invalid-input` where it was not read yet. */
  hashOf(path: string): Promise<string>;
  /** See `Models`. */
  local(): Promise<{ models: LocalModel[]; folders: ModelFolders }>;
  headers(): Promise<HeadersByPath>;
  duplicates(): Promise<{ groups: DuplicateGroup[]; hashing: HashingProgress | null; isHashingOff: boolean }>;
  hashSoon(): void;
  close(): Promise<void>;
}

export interface LedgerSource {
  hashes: KnownHashes;
  places: () => Promise<ModelPlaces>;
  /** Whether models may be read in the background; asked anew each time. */
  isHashingOn: () => boolean;
  /** Resolves once no task runs: hashing waits for that. */
  whenIdle: () => Promise<void>;
  /** Reads what the files say of themselves. */
  files: DearFiles;
  log: Logger;
}

/** Opens the ledger. Touches the disk when it is first used. */
export function openLedger({ hashes, places, isHashingOn, whenIdle, files, log }: LedgerSource): Ledger {
  const {
    startNew: walk,
    join: joinWalk,
    recent: recentWalk,
    forget,
    whenOver: whenWalked,
  } = createJoinable(async () => {
    const read = await places();
    return { folders: read.folders, ...(await walkModels(read, await hashes.read())) };
  });
  // Somebody waits for the list: it is not read beside that.
  const whenQuiet = async (): Promise<void> => {
    await whenIdle();
    await whenWalked();
  };
  const hashing = createBackgroundHashing({ list: joinWalk, hashes, isOn: isHashingOn, whenIdle: whenQuiet, log });
  const readHeaders = createModelHeaders(files);
  const hashOf = async (path: string): Promise<string> => {
    const model = (await walk()).models.find((one) => one.path === path);
    if (model === undefined) throw modelNotFound(path);
    if (model.hash !== null) return model.hash;
    throw new AppError('invalid-input', msg`"${basename(path)}" has not been read yet, so its hash is not known.`, {
      remedy: msg`Try again in a while: models are read in the background, unless the settings say otherwise.`,
    });
  };
  return {
    ...{ walk, hashOf, forget },
    local: async () => {
      const { folders, models, isWhole } = await walk();
      if (!isWhole) log.warn('There are more model files than are listed.', { listed: models.length });
      return { models, folders };
    },
    // Asked for together with what is on disk, of which one look is enough.
    headers: async () => readHeaders((await joinWalk()).models),
    duplicates: async () => {
      // Whoever looks on while files are read asks again and again, and only their hashes are new.
      const walked = await recentWalk(hashing.progress() === null ? 0 : walkAgainMs);
      hashing.beginFor(walked);
      const groups = findDuplicates(nameHashes(walked, await hashes.read()));
      return { groups, hashing: hashing.progress(), isHashingOff: !isHashingOn() };
    },
    hashSoon: hashing.beginSoon,
    close: hashing.close,
  };
}
