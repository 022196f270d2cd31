import type { Rehearsal, RehearsedPack } from '../../contract/library/rehearsal';
import { done, doneWithWarnings } from '../../contract/tasks/task-outcome';
import type { TaskItemResult, TaskOutcome } from '../../contract/tasks/tasks';
import { msg, formatMessage, type Sentence, packMessage } from '../../contract/text/message';

/** One row of a result, with its reason in the words that can be translated. */
export interface ReportedPack {
  pack: RehearsedPack;
  reason: Sentence;
}

function toItem({ pack: { key, verdict }, reason }: ReportedPack): TaskItemResult {
  const status = verdict === 'fine' ? 'done' : verdict === 'current' ? 'unchanged' : 'failed';
  return { name: key, action: 'try update', status, message: formatMessage(reason) };
}

/** The outcome of a rehearsal. Pure. */
export function describeResult(
  reported: readonly ReportedPack[],
  rest: Pick<Rehearsal, 'packages' | 'others'>,
): TaskOutcome {
  const tried = reported.filter(({ pack }) => pack.verdict !== 'current');
  const bad = tried.filter(({ pack }) => pack.verdict !== 'fine');
  const rehearsal: Rehearsal = { packs: reported.map(({ pack }) => pack), ...rest };
  const more = { items: reported.map(toItem), rehearsal };
  if (tried.length === 0) return { ...done(msg`There was nothing to try: all of them are up to date.`), ...more };
  const count = tried.length - bad.length;
  const message = msg`${count} of ${tried.length} updates are fine. Nothing was installed.`;
  const warnings = [
    ...bad.map(({ pack, reason }) => msg`${packMessage(pack.key)}: ${reason}`),
    ...tried
      .filter(({ pack: { verdict, lacksScript } }) => verdict === 'fine' && lacksScript)
      .map(({ pack }) => msg`${packMessage(pack.key)}: its install.py could not be run in the trial.`),
    ...rest.others.map(({ name, reason }) => msg`${packMessage(name)} does not import with them: ${reason}`),
  ];
  return warnings.length === 0 ? { ...done(message), ...more } : { ...doneWithWarnings(message, warnings), ...more };
}
