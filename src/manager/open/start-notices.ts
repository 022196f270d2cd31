import { randomUUID } from 'node:crypto';
import type { Logger } from '../../base/log';
import type { Notify } from '../../base/files/quarantine';
import { doneWithWarnings, messageOf, warningsOf, wasDone } from '../../contract/tasks/task-outcome';
import { mapMessage, msg, type Sentence, formatMessage } from '../../contract/text/message';
import { targetOf } from '../../contract/tasks/task-target';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import type { Queue } from '../queue/queue';
import type { Recoveries } from '../records/recoveries';

/** A repair that a start has made, as it stands in the history. */
export interface RepairNotice {
  outcome: TaskOutcome;
  startedAt: string;
  lines: readonly string[];
}

/** Takes what is told of a repair once there is a history. */
export type NotifyRepair = (notice: RepairNotice) => void;

/** What a start found and put right, kept until there is a history to record it in: nothing is repaired in silence, and Home tells it from there. */
export interface StartNotices {
  repair: NotifyRepair;
  /** Of files of the app. */
  file: Notify;
  recordIn(queue: Pick<Queue, 'record'>, recoveries: Pick<Recoveries, 'note'>): Promise<void>;
}

export interface NoticeOptions {
  log: Logger;
  /** What was found before the core was made. */
  earlier?: readonly Sentence[] | undefined;
  /** A sentence with its paths as people know them; the log keeps it whole. */
  shorten: (sentence: string) => string;
}

/** A warning with its paths as people know them. */
function shortenOutcome(outcome: TaskOutcome, shorten: NoticeOptions['shorten']): TaskOutcome {
  if (outcome.status !== 'warning') return outcome;
  const short = (sentence: Sentence): Sentence => mapMessage(sentence, shorten);
  return { ...outcome, ...doneWithWarnings(short(messageOf(outcome)), warningsOf(outcome).map(short)) };
}

/** Makes an empty collection. */
export function collectNotices({ log, earlier = [], shorten }: NoticeOptions): StartNotices {
  const repairs: RepairNotice[] = [];
  const sentences: Sentence[] = [];
  const startedAt = new Date().toISOString();
  const file: Notify = (sentence) => {
    log.warn(formatMessage(sentence));
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
        const whole = warningsOf(one.outcome).map((sentence) => formatMessage(sentence));
        const outcome = shortenOutcome(one.outcome, shorten);
        await queue.record({ task: repair, ...one, outcome, lines: [...one.lines, ...whole] });
        // What could not be repaired is told with the button that tries again.
        const { ui_id, kind } = repair;
        if (wasDone(one.outcome)) recoveries.note({ what: 'repaired', ui_id, kind, target: targetOf(repair) });
      }
      const found = sentences.splice(0);
      if (found.length === 0) return;
      const lines = found.map((sentence) => formatMessage(sentence));
      const warnings = found.map((sentence) => mapMessage(sentence, shorten));
      const outcome = doneWithWarnings(msg`Files of the app were put in order.`, warnings);
      await queue.record({
        task: { ...task, ui_id: randomUUID(), kind: 'put-in-order', target: 'files of the app' },
        ...{ outcome, startedAt, lines },
      });
    },
  };
}
