import { randomUUID } from 'node:crypto';
import type { Logger } from '../base/log';
import type { Tell } from '../base/files/set-aside';
import { doneWithWarnings, messageOf, warningsOf, wasDone } from '../contract/task-outcome';
import { mapSaid, say, type Sentence, spell } from '../contract/text/said';
import { targetOf } from '../contract/task-target';
import type { TaskOutcome } from '../contract/tasks';
import type { Queue } from './queue/queue';
import type { Recoveries } from './recoveries';

/** A repair that a start has made, as it stands in the history. */
export interface ToldRepair {
  outcome: TaskOutcome;
  startedAt: string;
  lines: readonly string[];
}

/** Takes what is told of a repair once there is a history. */
export type TellRepair = (told: ToldRepair) => void;

/** What a start found and put right, kept until there is a history to record it in: nothing is repaired in silence, and Home tells it from there. */
export interface ToldAtStart {
  repair: TellRepair;
  /** Of files of the app. */
  file: Tell;
  recordIn(queue: Pick<Queue, 'record'>, recoveries: Pick<Recoveries, 'note'>): Promise<void>;
}

export interface ToldOptions {
  log: Logger;
  /** What was found before the core was made. */
  earlier?: readonly Sentence[] | undefined;
  /** A sentence with its paths as people know them; the log keeps it whole. */
  shorten: (sentence: string) => string;
}

/** A warning with its paths as people know them. */
function shortenOutcome(outcome: TaskOutcome, shorten: ToldOptions['shorten']): TaskOutcome {
  if (outcome.status !== 'warning') return outcome;
  const short = (sentence: Sentence): Sentence => mapSaid(sentence, shorten);
  return { ...outcome, ...doneWithWarnings(short(messageOf(outcome)), warningsOf(outcome).map(short)) };
}

/** Makes an empty collection. */
export function collectTold({ log, earlier = [], shorten }: ToldOptions): ToldAtStart {
  const repairs: ToldRepair[] = [];
  const sentences: Sentence[] = [];
  const startedAt = new Date().toISOString();
  const file: Tell = (sentence) => {
    log.warn(spell(sentence));
    sentences.push(sentence);
  };
  earlier.forEach(file);
  const task = { client_id: 'desktop', params: {} } as const;
  return {
    repair: (one) => void repairs.push(one),
    file,
    async recordIn(queue, recoveries) {
      for (const one of repairs.splice(0)) {
        const repair = { ...task, ui_id: randomUUID(), kind: 'repair-packages' } as const;
        const whole = warningsOf(one.outcome).map((sentence) => spell(sentence));
        const outcome = shortenOutcome(one.outcome, shorten);
        await queue.record({ task: repair, ...one, outcome, lines: [...one.lines, ...whole] });
        // What could not be repaired is told with the button that tries again.
        const { ui_id, kind } = repair;
        if (wasDone(one.outcome)) recoveries.note({ what: 'repaired', ui_id, kind, target: targetOf(repair) });
      }
      const found = sentences.splice(0);
      if (found.length === 0) return;
      const lines = found.map((sentence) => spell(sentence));
      const warnings = found.map((sentence) => mapSaid(sentence, shorten));
      const outcome = doneWithWarnings(say`Files of the app were put in order.`, warnings);
      await queue.record({
        task: { ...task, ui_id: randomUUID(), kind: 'put-in-order', target: 'files of the app' },
        ...{ outcome, startedAt, lines },
      });
    },
  };
}
