import type { Rehearsal, RehearsedPack } from '../../contract/library/rehearsal';
import { done, doneWithWarnings } from '../../contract/task-outcome';
import type { TaskItemResult, TaskOutcome } from '../../contract/tasks';
import { say, spell, type Sentence, sayPack } from '../../contract/text/said';

/** One row of a result, with its reason in the words that can be translated. */
export interface ToldPack {
  pack: RehearsedPack;
  reason: Sentence;
}

function toItem({ pack: { key, verdict }, reason }: ToldPack): TaskItemResult {
  const status = verdict === 'fine' ? 'done' : verdict === 'current' ? 'unchanged' : 'failed';
  return { name: key, action: 'try update', status, message: spell(reason) };
}

/** The outcome of a rehearsal. Pure. */
export function tellResult(told: readonly ToldPack[], rest: Pick<Rehearsal, 'packages' | 'others'>): TaskOutcome {
  const tried = told.filter(({ pack }) => pack.verdict !== 'current');
  const bad = tried.filter(({ pack }) => pack.verdict !== 'fine');
  const rehearsal: Rehearsal = { packs: told.map(({ pack }) => pack), ...rest };
  const more = { items: told.map(toItem), rehearsal };
  if (tried.length === 0) return { ...done(say`There was nothing to try: all of them are up to date.`), ...more };
  const count = tried.length - bad.length;
  const message = say`${count} of ${tried.length} updates are fine. Nothing was installed.`;
  const warnings = [
    ...bad.map(({ pack, reason }) => say`${sayPack(pack.key)}: ${reason}`),
    ...tried
      .filter(({ pack: { verdict, lacksScript } }) => verdict === 'fine' && lacksScript)
      .map(({ pack }) => say`${sayPack(pack.key)}: its install.py could not be run in the trial.`),
    ...rest.others.map(({ name, reason }) => say`${sayPack(name)} does not import with them: ${reason}`),
  ];
  return warnings.length === 0 ? { ...done(message), ...more } : { ...doneWithWarnings(message, warnings), ...more };
}
