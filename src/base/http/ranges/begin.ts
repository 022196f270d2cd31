import { stopIfCancelled, type JobContext } from '../../async/job';
import { stalled } from '../download';
import { answeredStatus } from '../failure';
import type { HttpAnswer } from '../fetch';
import { identityOf, isSameFile, isTellable, rangeOf, type Identity } from './identity';
import type { Claimed } from './part';
import { createPatience, type Patience } from './patience';
import { drop, watchStall, type Named, type RangedSource, type Requester, type StallWatch } from './request';

/** The first answer, and what is to be done with it. */
export interface Begin {
  answer: HttpAnswer & Named;
  /** Null where the file comes in one go, because it cannot be told from another one, or the server sends no stretches. */
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
  segmentBytes: number;
  claimed: Claimed | null;
  job: JobContext;
}

const inOneGo = (answer: Begin['answer']): Begin => ({
  ...{ answer, file: null, claimed: null },
  span: { from: 0, to: Number.MAX_SAFE_INTEGER },
});

/** Waits before another attempt. Throws the failure where there shall be none, and `cancelled`. */
export async function waitOrThrow(patience: Patience, error: unknown, job: JobContext): Promise<void> {
  stopIfCancelled(job);
  try {
    await patience.wait(error, job.signal);
  } catch (failed) {
    stopIfCancelled(job);
    throw failed;
  }
}

/** Where the first answer begins: at the front of what is there. Of a part that is whole, one byte shows which file it is of. */
function firstByte(claimed: Claimed | null): number {
  const [first] = claimed?.done ?? [];
  if (claimed === null || first?.[0] !== 0) return 0;
  return Math.min(first[1], Math.max(0, claimed.file.bytes - 1));
}

/** Opens a stretch; null where the server does not send what can be put together. */
async function beginInRanges(wanted: Wanted, watch: StallWatch): Promise<Begin | null> {
  const { requester, segmentBytes, claimed } = wanted;
  const from = firstByte(claimed);
  const answer = await requester.open(watch, { from, to: from + segmentBytes });
  if (answer.status === 200) return inOneGo(answer);
  const range = rangeOf(answer);
  const file = range === null ? null : identityOf(answer, range.bytes, answer.sha256);
  const isUsable = file !== null && range?.from === from && isTellable(file);
  if (isUsable && (claimed === null || isSameFile(claimed.file, file))) return { answer, file, claimed, span: range };
  drop(answer);
  return isUsable ? beginInRanges({ ...wanted, claimed: null }, watch) : null;
}

/** Opens the first answer, and tries a few times to get one. `isWhole`: without stretches. Throws what `openHttp` and `inspect` throw, and `cancelled`. */
export async function beginDownload(wanted: Wanted, isWhole: boolean): Promise<Begin> {
  const { source, requester, claimed, job } = wanted;
  const patience = createPatience({ source, arrived: () => 0, hasBegun: claimed !== null });
  for (let inRanges = !isWhole; ;) {
    const watch = watchStall(source.stallMs, job.signal);
    try {
      const begin = inRanges ? await beginInRanges(wanted, watch) : null;
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
