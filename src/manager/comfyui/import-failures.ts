import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ImportFailure } from '../../contract/comfyui';
import type { LocalPack } from '../../contract/packs';
import { listNames } from '../../base/files';
import { repositoryKey } from '../../base/git-address';
import { createStartupReport, type StartupReport } from './startup-report';

/** How a client names the pack it asks about. */
export interface ImportFailureRef {
  /** Registry id, `owner/repo` or folder name. */
  cnrId?: string | null;
  /** Address of its repository in any form, or `owner/repo`. */
  url?: string | null;
}

export type FailureFinder = (ref: ImportFailureRef) => ImportFailure | null;

const fold = (text: string) => text.toLowerCase();

function indexBy(packs: readonly LocalPack[], keyOf: (pack: LocalPack) => string | null): Map<string, LocalPack> {
  const index = new Map<string, LocalPack>();
  // An enabled pack wins over a disabled one of the same name.
  for (const pack of packs.toSorted((a, b) => Number(a.enabled) - Number(b.enabled))) {
    const key = keyOf(pack);
    if (key !== null) index.set(key, pack);
  }
  return index;
}

/** Failures by name; those of the installation's own `custom_nodes` win over those of other roots. */
function indexFailures(
  failures: readonly ImportFailure[],
  customNodesDir: string,
): (name: string) => ImportFailure | null {
  const isOwn = (failure: ImportFailure) => fold(dirname(failure.path)) === fold(customNodesDir);
  const ordered = failures.toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
  const exact = new Map(ordered.map((failure) => [failure.name, failure]));
  const folded = new Map(ordered.map((failure) => [fold(failure.name), failure]));
  return (name) => exact.get(name) ?? folded.get(fold(name)) ?? null;
}

/** Makes the look-up from what a client calls a pack to why it failed. A disabled pack is not imported, so it has not failed. */
export function createFailureFinder(
  failures: readonly ImportFailure[],
  packs: readonly LocalPack[],
  customNodesDir: string,
): FailureFinder {
  const failureOf = indexFailures(failures, customNodesDir);
  const byId = indexBy(packs, ({ registryId }) => (registryId === null ? null : fold(registryId)));
  const byName = indexBy(packs, ({ name }) => fold(name));
  const byRepository = indexBy(packs, ({ repository }) => (repository === null ? null : repositoryKey(repository)));
  const packAt = (address: string) => byRepository.get(repositoryKey(address) ?? '');
  return ({ cnrId, url }) => {
    const text = cnrId ?? url ?? '';
    if (text === '') return null;
    const pack = cnrId
      ? (byId.get(fold(text)) ?? byName.get(fold(text)) ?? packAt(text))
      : (packAt(text) ?? byName.get(fold(text)));
    // Packs of other roots are on no list: for them the name of the folder is all there is.
    if (pack === undefined) return failureOf(text);
    return pack.enabled ? failureOf(pack.name) : null;
  };
}

/** A log is begun anew at every start, so the report of the start stands at its head; more is never read. */
const maxLogBytes = 5 * 1024 * 1024;
const logName = /^comfyui.*\.log$/;

interface LogFile {
  file: string;
  /** The same for as long as it is the same log, however much is added to it. */
  identity: string;
  sizeBytes: number;
}

async function findNewestLog(userDir: string): Promise<LogFile | null> {
  const files = (await listNames(userDir)).filter((name) => logName.test(name)).map((name) => join(userDir, name));
  const found = await Promise.all(files.map(async (file) => ({ file, stats: await stat(file).catch(() => null) })));
  const newest = found.sort((a, b) => (b.stats?.mtimeMs ?? 0) - (a.stats?.mtimeMs ?? 0))[0];
  if (!newest?.stats) return null;
  const { ino, birthtimeMs, size } = newest.stats;
  return { file: newest.file, identity: `${newest.file} ${ino} ${birthtimeMs}`, sizeBytes: size };
}

async function readReport(file: string): Promise<StartupReport> {
  const report = createStartupReport();
  const input = createReadStream(file, { encoding: 'utf8', end: maxLogBytes });
  try {
    for await (const line of createInterface({ input })) report.add(line);
  } catch {
    // Rotated away while it was read: what was read so far counts.
  } finally {
    input.destroy();
  }
  return report;
}

/**
 * Reads what failed at the last start of a ComfyUI that this app did not start, from the newest `comfyui*.log` in the user folder
 * (operations.md 1.10). A log is read again only while its report is not whole yet, or when it was begun anew. Empty when no log
 * holds a report.
 */
export function createLogReader(userDir: string): () => Promise<readonly ImportFailure[]> {
  let kept: (LogFile & { failures: ImportFailure[]; isWhole: boolean }) | null = null;
  return async () => {
    const log = await findNewestLog(userDir);
    if (log === null) return [];
    const isSame = kept?.identity === log.identity && log.sizeBytes >= kept.sizeBytes;
    if (kept !== null && isSame && (kept.isWhole || log.sizeBytes === kept.sizeBytes)) return kept.failures;
    const report = await readReport(log.file);
    kept = { ...log, failures: report.failures(), isWhole: report.phase() === 'serving' };
    return kept.failures;
  };
}
