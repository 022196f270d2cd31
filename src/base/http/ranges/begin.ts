import type { JobContext } from '../../async/job';
import { stalled } from '../download';
import { answeredStatus } from '../failure';
import type { HttpAnswer } from '../fetch';
import { msg } from '../../../contract/text/message';
import { hostOf } from '../failure';
import { readBytes } from '../fetch';
import { identityOf, isCertain, isSameFile, isTellable, rangeOf, type Identity } from './identity';
import { readPart, type Claimed } from './part';
import { waitOrThrow, type Patience } from './patience';
import { drop, watchStall, type Named, type RangedSource, type Requester, type StallWatch } from './request';

/** The first answer, and what is to be done with it. */
export interface Begin {
  answer: HttpAnswer & Named;
  /** Null where nothing can be gone on with, because the server sends no stretches, or lies about them. */
  file: Identity | null;
  /** What is gone on with; null where it is begun anew. */
  claimed: Claimed | null;
  /** Where the answer begins and ends. */
  span: { from: number; to: number };
}

/** What the first answer is asked for. */
export interface Wanted {
  source: RangedSource;
  requester: Requester;
  folder: string;
  segmentBytes: number;
  claimed: Claimed | null;
  patience: Patience;
  job: JobContext;
}

/** How much of what is there is compared, where nothing else tells one file from another. */
const windowBytes = 64 * 1024;

const inOneGo = (answer: Begin['answer']): Begin => ({
  ...{ answer, file: null, claimed: null },
  span: { from: 0, to: Number.MAX_SAFE_INTEGER },
});

/** Where the first answer begins: at the front of what is there. Of a part that is whole, one byte shows which file it is of. */
function firstByte(claimed: Claimed | null): number {
  const [first] = claimed?.done ?? [];
  if (claimed === null || first?.[0] !== 0) return 0;
  return Math.min(first[1], Math.max(0, claimed.file.bytes - 1));
}

/**
 * What can be gone on with. Of a file that nothing surely tells from another one, the server must still have the bytes at the end of the first stretch that is
 * there; that is said before.
 */
async function proveClaimed({ requester, folder, source, claimed, job }: Wanted, watch: StallWatch) {
  const to = claimed?.done[0]?.[1] ?? 0;
  if (claimed === null || to === 0 || isCertain(claimed.file)) return claimed;
  const from = Math.max(0, to - windowBytes);
  const message = msg`${hostOf(source.url)} does not say which file it sends, so the last bytes that are here are compared before the download goes on.`;
  job.report({ phase: msg`Comparing`, message });
  const answer = await requester.open(watch, { from, to });
  if (answer.header('content-range') !== `bytes ${from}-${to - 1}/${claimed.file.bytes}`) {
    drop(answer);
    return null;
  }
  const isSame = (await readBytes(answer, windowBytes)).equals(await readPart(folder, from, to - from));
  return isSame ? claimed : null;
}

/** Opens a stretch; null where the server does not send what can be put together. */
async function beginInRanges(wanted: Wanted, watch: StallWatch): Promise<Begin | null> {
  const { requester, segmentBytes, claimed } = wanted;
  const from = firstByte(claimed);
  const answer = await requester.open(watch, { from, to: from + segmentBytes });
  if (answer.status === 200) return inOneGo(answer);
  const range = rangeOf(answer);
  if (range?.from !== from) return (drop(answer), null);
  const file = identityOf(answer, range.bytes, answer.sha256);
  const isSame = claimed === null || isSameFile(claimed.file, file);
  if (isSame && isTellable(file)) return { answer, file, claimed, span: range };
  drop(answer);
  return isSame ? openRest(wanted, file, watch) : beginInRanges({ ...wanted, claimed: null }, watch);
}

/** Of a file that nothing tells from another one two answers are never put together unseen: all that is missing comes by one. */
async function openRest({ requester, claimed }: Wanted, file: Identity, watch: StallWatch): Promise<Begin> {
  const [from, to] = [firstByte(claimed), file.bytes];
  const answer = await requester.open(watch, from === 0 ? undefined : { from, to });
  return { answer, file, claimed, span: { from, to } };
}

/** Opens the first answer, however long that takes. `isWhole`: without stretches. Throws what `openHttp` and `inspect` throw, and `cancelled`. */
export async function beginDownload(wanted: Wanted, isWhole: boolean): Promise<Begin> {
  const { source, requester, patience, job } = wanted;
  for (let inRanges = !isWhole; ;) {
    const watch = watchStall(source.stallMs, job.signal);
    try {
      const claimed = inRanges ? await proveClaimed(wanted, watch) : null;
      const begin = inRanges ? await beginInRanges({ ...wanted, claimed }, watch) : null;
      return begin ?? inOneGo(await requester.open(watch));
    } catch (error) {
      // An empty file has no first byte, and a shorter one none where the part ends (RFC 9110, 15.5.17).
      if (inRanges && answeredStatus(error) === 416) inRanges = false;
      else await waitOrThrow(patience, watch.isStalled() ? stalled(source) : error, job);
    } finally {
      watch.stop();
    }
  }
}
