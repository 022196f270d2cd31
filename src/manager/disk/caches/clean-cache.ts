import { basename, dirname, join } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';
import { isInside } from '../../../base/files/files';
import { removeByRename, removeWhatWasGoing } from '../../../base/files/remove-by-rename';
import type { CacheName, CleanCacheParams } from '../../../contract/disk';
import { AppError, toAppError } from '../../../contract/errors';
import { done } from '../../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { cacheTitles as titles } from '../../../contract/text/cache-titles';
import { msg, joinMessages, type Sentence } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';
import { findCaches, findUsers, listEntries, toolCallOf, userOf, type CachePlace, type CacheSources } from './caches';
import type { LinksInto } from './find-links';
import { isBeingFilled, type FoundEntry } from './hub-entries';
import { measureCache, type Measured } from './measure-cache';
import { emptyCache } from './tool-caches';

const measureAll = ({ folder }: CachePlace, { signal }: JobContext): Promise<Measured> =>
  measureCache(folder, { signal, untilMs: Number.POSITIVE_INFINITY });

async function removeEntry(place: CachePlace, id: string): Promise<void> {
  const path = join(place.folder, id);
  if (!isInside(place.folder, path)) throw new AppError('path-outside-root', msg`"${id}" is not in the cache.`);
  await removeByRename(dirname(path), basename(path));
}

/** A cleaning under way: the sources, the cache, and what leads into it. */
interface Cleaning {
  sources: CacheSources;
  place: CachePlace;
  users: LinksInto;
}

/** Why one thing stays; null: it may go. */
async function judgeEntry(
  { place, users }: Cleaning,
  id: string,
  entry: FoundEntry | undefined,
): Promise<Sentence | null> {
  if (entry === undefined) return msg`"${id}" is not in the cache any more.`;
  const user = userOf(id, users);
  if (user !== null) return msg`${entry.name} stays: ${user} links to it.`;
  return (await isBeingFilled(join(place.folder, id))) ? msg`${entry.name} stays: it is being downloaded.` : null;
}

/** Removes what was named and is there; what a model folder leads into, or what is being downloaded, stays. Answers with the reasons. */
async function removeEntries(cleaning: Cleaning, ids: ReadonlySet<string>, job: JobContext): Promise<Sentence[]> {
  const there = new Map((await listEntries(cleaning.place)).map((entry) => [entry.id, entry]));
  // What a kill left of an earlier removal has a name that nobody lists.
  const folders = new Set(['.', 'checkpoints', ...[...there.keys()].map((id) => dirname(id))]);
  for (const folder of folders) await removeWhatWasGoing(join(cleaning.place.folder, folder));
  const reasons: Sentence[] = [];
  for (const id of ids) {
    stopIfCancelled(job);
    const entry = there.get(id);
    job.report({ phase: msg`Removing`, message: entry?.name ?? id });
    const why =
      (await judgeEntry(cleaning, id, entry)) ??
      (await removeEntry(cleaning.place, id).then(
        () => null,
        (error: unknown) => msg`${entry?.name ?? id} stays: ${toAppError(error).words.message}`,
      ));
    if (why !== null) reasons.push(why);
  }
  if (reasons.length < ids.size) return reasons;
  throw new AppError('file-held', joinMessages(reasons), {
    remedy: msg`Read the list of caches again, and see what uses it.`,
  });
}

/** Lets uv or pip empty its own cache. Packages that are links into it would be gone with it. */
async function emptyByTool({ sources, place, users }: Cleaning, onlyUnused: boolean, job: JobContext): Promise<void> {
  const call = await toolCallOf(sources);
  const [link] = users.values();
  if (link !== undefined)
    throw new AppError(
      'packages-protected',
      msg`The installed packages are links into this cache, for example ${link}, so it was not emptied.`,
      { remedy: msg`Set UV_LINK_MODE to hardlink or copy, and install the packages again.` },
    );
  if (call === null) return;
  if (place.name === 'pip') await emptyCache(call, { tool: 'pip', verb: 'purge' }, job);
  else await emptyCache(call, { tool: 'uv', verb: onlyUnused ? 'prune' : 'clean' }, job);
}

/** What was freed is measured: what packages share with the cache stays on the disk whatever a tool says it removed. */
function describe(name: CacheName, before: Measured, after: Measured): Sentence {
  const freed = describeBytes(Math.max(0, before.freeableBytes - after.freeableBytes));
  const sizes = msg`The cache of ${titles[name]} went from ${describeBytes(before.bytes)} to ${describeBytes(after.bytes)}, which freed ${freed}.`;
  const shared = before.bytes - before.freeableBytes - (after.bytes - after.freeableBytes);
  if (shared <= 0) return sizes;
  return msg`${sizes} The other ${describeBytes(shared)} is shared with installed packages, and stays.`;
}

/**
 * Empties a cache by the command of its tool, or removes some things of it. Nothing that is installed is touched.
 * Throws `not-found`, `file-held`, `packages-protected`, `command-failed`, `cancelled`.
 */
export async function cleanCache(
  sources: CacheSources,
  params: CleanCacheParams,
  job: JobContext,
): Promise<TaskOutcome> {
  const { name, entries, only_unused: onlyUnused = false } = params;
  job.report({ phase: msg`Measuring`, message: titles[name] });
  const place = (await findCaches(sources, job.signal)).find((one) => one.name === name);
  if (place === undefined)
    throw new AppError('not-found', msg`This installation has no cache of ${titles[name]}.`, {
      remedy: msg`Read the list of caches again, and see what uses it.`,
    });
  const before = await measureAll(place, job);
  job.report({ phase: msg`Cleaning`, message: titles[name] });
  const cleaning = { sources, place, users: await findUsers(sources, place, job.signal) };
  if (entries === undefined) await emptyByTool(cleaning, onlyUnused, job);
  else for (const reason of await removeEntries(cleaning, new Set(entries), job)) job.warn(reason);
  return done(describe(name, before, await measureAll(place, job)));
}
