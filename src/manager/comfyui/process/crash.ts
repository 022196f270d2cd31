import type { Logger } from '../../../base/log';
import { countMemoryKills, readMemoryFacts } from '../../../base/process/memory-facts';
import type { LastChange, ComfyCrash } from '../../../contract/comfyui/comfyui-status';
import { isChangeSuspected, wasKilled } from './change-evidence';
import type { ComfyRun, RunEnd } from './comfy-run';
import { createGoodStart } from './good-start';
import type { EndCause } from './exit-verdict';
import { suspectsOf } from './suspects';

/** The last change after `since` (RFC 3339; null: ever) that is part of a start now; null when nothing was changed. */
export type FindChange = (since: string | null) => Promise<LastChange | null>;

/** The record of one start, by which a crash is explained. */
export interface StartRecord {
  noteServed(run: ComfyRun): void;
  /** It ended unasked: what is known of that. */
  noteCrash(run: ComfyRun, end: RunEnd, cause: EndCause | null): ComfyCrash;
}

export interface CrashRecordsOptions {
  /** Keeps when the last good start was; an absolute path. */
  file: string;
  findChange: FindChange;
  log: Logger;
}

const shownLines = 40;

/** An argument of ComfyUI with which it would have started. */
function argumentFor(cause: EndCause | null): string | null {
  return cause?.kind === 'no-graphics-card' ? '--cpu' : null;
}

function memorySince(killsBefore: number | null): ComfyCrash['memory'] {
  const kills = countMemoryKills();
  const hasRunOut = kills === null || killsBefore === null ? null : kills > killsBefore;
  return { hasRunOut, ...readMemoryFacts() };
}

/**
 * Makes the record of a start, right before it. The change is looked for then: what is changed while ComfyUI runs is no part of this
 * run. Never rejects: ComfyUI starts whether or not that is known.
 */
export function createCrashRecords({ file, findChange, log }: CrashRecordsOptions): () => Promise<StartRecord> {
  const goodStart = createGoodStart(file);
  const write = (startedAt: string | null) => {
    goodStart.write(startedAt).catch((error: unknown) => log.warn('A start of ComfyUI could not be noted.', { error }));
  };
  return async () => {
    const since = await goodStart.read();
    const change = await findChange(since).catch((error: unknown) => {
      log.warn('The last change before a start could not be read.', { error });
      return null;
    });
    const killsBefore = countMemoryKills();
    return {
      noteServed: (run) => write(run.startedAt),
      noteCrash(run, end, cause) {
        // It was no good start after all: the next one asks for the same changes again.
        if (run.hasServed()) write(since);
        const suspects = suspectsOf(run);
        return {
          ...{ lastLines: run.lastLines(shownLines), change, suspects, argument: argumentFor(cause) },
          isChangeSuspected: isChangeSuspected(change, end, { hasServed: run.hasServed(), suspects }),
          memory: wasKilled(end) ? memorySince(killsBefore) : null,
        };
      },
    };
  };
}
