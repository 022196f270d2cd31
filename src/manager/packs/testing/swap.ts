import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '../../../base/log';
import type { ChangeRecord } from '../../records/change-record';
import { openChangeRecords, type ChangeRecords } from '../../records/change-records';
import { createSwap, type Swap } from '../change/swap';
import { createOrigins } from '../inventory/origins';

/** The four folders a swap works in. */
export interface SwapFolders {
  journalDir: string;
  packsDir: string;
  stagingDir: string;
  trashDir: string;
}

/** For tests only: a folder `foo` with an old version and a file of the user, and a new version in staging. */
export interface SwapPlace {
  folders: SwapFolders;
  /** Brings the new version in, keeps the user's file and puts the old version into the trash. */
  moves: { from: string; to: string }[];
  /** `onTakenBack` hears of what a crash had left open; `roots` are further folders that moves may name. */
  open(onTakenBack?: (change: ChangeRecord) => void, roots?: readonly string[]): Swap;
  /** Version in place and file of the user, like `old+mine`. */
  readState(): Promise<string>;
  originsFile: string;
  changesDir: string;
  records: ChangeRecords;
  /** Names of entries in the journal, and all in staging. Halves of entries go when the folder is put in order, before anything reads (`own-files.ts`). */
  listLeftovers(): Promise<string[]>;
}

/** Empties `root` and lays the folders out. */
export async function layOutSwap(root: string): Promise<SwapPlace> {
  const at = (...names: string[]) => join(root, ...names);
  await rm(root, { recursive: true, force: true });
  for (const folder of ['journal', 'staging/new', 'trash', 'packs/foo']) await mkdir(at(folder), { recursive: true });
  await writeFile(at('packs/foo/version.txt'), 'old');
  await writeFile(at('packs/foo/mine.txt'), 'mine');
  await writeFile(at('staging/new/version.txt'), 'new');
  const folders = {
    journalDir: at('journal'),
    packsDir: at('packs'),
    stagingDir: at('staging'),
    trashDir: at('trash'),
  };
  const readPart = (name: string) => readFile(at('packs/foo', name), 'utf8').catch(() => 'missing');
  const originsFile = at('origins.json');
  const changesDir = at('changes');
  const records = await openChangeRecords(changesDir);
  const origins = createOrigins(originsFile);
  const groups = createOrigins(at('groups.json'));
  return {
    ...{ folders, originsFile, changesDir, records },
    moves: [
      { from: at('packs/foo/mine.txt'), to: at('staging/new/mine.txt') },
      { from: at('packs/foo'), to: at('trash/foo-old') },
      { from: at('staging/new'), to: at('packs/foo') },
    ],
    open: (onTakenBack, roots = []) => {
      const moreRoots = () => Promise.resolve(roots);
      return createSwap({ ...folders, moreRoots, origins, groups, records, onTakenBack, log: silentLogger });
    },
    readState: async () => `${await readPart('version.txt')}+${await readPart('mine.txt')}`,
    listLeftovers: async () => [
      ...(await readdir(at('journal'))).filter((name) => name.endsWith('.json')),
      ...(await readdir(at('staging'))),
    ],
  };
}
