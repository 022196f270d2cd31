import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ImportFailure } from '../../../contract/comfyui/imports';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { listNames } from '../../../base/files/files';
import { repositoryKey } from '../../../base/git/address';
import { createStartupReport, type StartupReport } from '../output/startup-report';

/** How a client names the pack it asks about. */
export interface ImportFailureRef {
  /** Registry id, `owner/repo`, or the name of its folder or file (with or without `.py`); letter case does not matter. */
  cnrId?: string | null;
  /** Address of its repository in any form, `owner/repo`, or the address of a single file. Counts only without `cnrId`. */
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

/** The name of a single file that an address leads to (`.../raw/main/nodes.py`); null for addresses of repositories. */
function fileNameIn(address: string): string | null {
  return /^https?:\/\/.*\/([^/?#]+\.py)(?:[?#]|$)/i.exec(address)?.[1] ?? null;
}

/** Finds the pack a client means (docs/reference/on-the-wire.md 3; docs/reference/web-ui.md 2: the web UI sends `aux_id` among the registry ids). */
function createPackFinder(packs: readonly LocalPack[]): (ref: ImportFailureRef) => LocalPack | undefined {
  const byId = indexBy(packs, ({ registryId }) => (registryId === null ? null : fold(registryId)));
  const byAux = indexBy(packs, ({ auxId }) => (auxId === null ? null : fold(auxId)));
  const byName = indexBy(packs, ({ name }) => fold(name));
  const byRepository = indexBy(packs, ({ repository }) => (repository === null ? null : repositoryKey(repository)));
  const named = (name: string) => byName.get(fold(name)) ?? byName.get(`${fold(name)}.py`);
  const packAt = (address: string) => byRepository.get(repositoryKey(address) ?? '');
  return ({ cnrId, url }) => {
    if (cnrId) return byId.get(fold(cnrId)) ?? named(cnrId) ?? byAux.get(fold(cnrId)) ?? packAt(cnrId);
    return url ? (packAt(url) ?? named(fileNameIn(url) ?? url)) : undefined;
  };
}

/** Makes the look-up from what a client calls a pack to why it failed. A disabled pack is not imported, so it has not failed. */
export function createFailureFinder(
  failures: readonly ImportFailure[],
  packs: readonly LocalPack[],
  customNodesDir: string,
): FailureFinder {
  const failureOf = indexFailures(failures, customNodesDir);
  const findPack = createPackFinder(packs);
  return (ref) => {
    const pack = findPack(ref);
    if (pack !== undefined) return pack.enabled ? failureOf(pack.name) : null;
    // Packs of other roots are on no list: for them the name of the folder or file is all there is.
    const name = ref.cnrId ?? ref.url ?? '';
    return failureOf(name) ?? failureOf(`${name}.py`);
  };
}

/** A log is begun anew at every start, so the report of the start stands at its head; more is never read. */
const maxLogBytes = 5 * 1024 * 1024;
/** With the port in its name when one was given; `.prev.log` and `.prev2.log` are of earlier starts. */
const logName = /^comfyui(?:_\d+)?\.log$/;

interface LogFile {
  file: string;
  /** The same for as long as it is the same log, however much is added to it. */
  identity: string;
  sizeBytes: number;
  changedAtMs: number;
}

async function findNewestLog(userDir: string): Promise<LogFile | null> {
  const files = (await listNames(userDir)).filter((name) => logName.test(name)).map((name) => join(userDir, name));
  const found = await Promise.all(files.map(async (file) => ({ file, stats: await stat(file).catch(() => null) })));
  const newest = found.sort((a, b) => (b.stats?.mtimeMs ?? 0) - (a.stats?.mtimeMs ?? 0))[0];
  if (!newest?.stats) return null;
  const { ino, birthtimeMs, size, mtimeMs } = newest.stats;
  const identity = `${newest.file} ${ino} ${birthtimeMs}`;
  return { file: newest.file, identity, sizeBytes: size, changedAtMs: mtimeMs };
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
 * Reads what failed at the last start of a ComfyUI that this app did not start, from the newest log in the user folder
 * (docs/reference/on-disk.md 10). A log is read again only while its report is not whole yet, or when it was begun anew. Empty when the log
 * holds no report, null when no log was written after `sinceMs` (milliseconds since 1970; left out: ever).
 */
export function createLogReader(userDir: string): (sinceMs?: number) => Promise<readonly ImportFailure[] | null> {
  let cached: (LogFile & { failures: ImportFailure[]; isWhole: boolean }) | null = null;
  return async (sinceMs = 0) => {
    const log = await findNewestLog(userDir);
    if (log === null || log.changedAtMs <= sinceMs) return null;
    const isSame = cached?.identity === log.identity && log.sizeBytes >= cached.sizeBytes;
    if (cached !== null && isSame && (cached.isWhole || log.sizeBytes === cached.sizeBytes)) return cached.failures;
    const report = await readReport(log.file);
    cached = { ...log, failures: report.failures(), isWhole: report.phase() === 'serving' };
    return cached.failures;
  };
}
