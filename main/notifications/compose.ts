import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import type { EventPayload } from '../../src/contract/events';
import { warningsOf, wasDone } from '../../src/contract/tasks/task-outcome';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { causeOf, joinMessages, wordsOf } from '../../src/contract/text/message';
import { hasFailed } from '../shell/batch';
import { formatSentence } from '../texts/core-sentences';
import { titleOfPack } from '../texts/pack-titles';
import { describeDone, describeFailed, describeTasks } from '../shell/task-words';
import type { Translate } from '../texts/texts';

/** Where a click leads. */
export type PlaceRequest = EventPayload<'cmd-show-place'>;

export type NoteAction = 'show' | 'undo' | 'startAgain';

/** One notification of the system. Its click does what `request` says: that is all that every system shows. */
export interface Note {
  /** A newer note on the same subject takes the place of the older. */
  subject: 'batch' | 'crash' | 'imports';
  /** Where it happened, when that is not the shown installation. */
  folder?: string;
  title: string;
  body: string;
  request: PlaceRequest;
  /** Something went wrong. */
  isBad: boolean;
  /** Buttons, where the system has them; the first is the main one. */
  actions: NoteAction[];
}

const maxLines = 3;

/** What a batch came to, newest task first; null when nothing was done and nothing failed (all of it was cancelled). */
export function composeBatchNote(ended: readonly HistoryItem[], canUndo: boolean, t: Translate): Note | null {
  const failed = ended.filter(hasFailed);
  const done = ended.filter(({ outcome }) => wasDone(outcome));
  const [first = done[0]] = failed;
  if (!first) return null;
  const request: PlaceRequest = { place: 'activity', filter: null, taskId: failed[0]?.ui_id ?? null };
  const actions: NoteAction[] = canUndo && done.length > 0 ? ['show', 'undo'] : ['show'];
  return { subject: 'batch', ...describeEnd(failed, done, t), request, isBad: failed.length > 0, actions };
}

function describeEnd(failed: readonly HistoryItem[], done: readonly HistoryItem[], t: Translate) {
  const [first] = failed;
  const count = failed.length + done.length;
  if (!first) return describeSuccess(done, t);
  if (count === 1) return { title: describeFailed(first, t), body: reasonOf(first, t) };
  const lines = failed.map((item) => `${describeFailed(item, t)}: ${reasonOf(item, t)}`);
  return { title: t('note.someFailed', { failed: failed.length, count }), body: listSome(lines, t) };
}

function describeSuccess(done: readonly HistoryItem[], t: Translate) {
  const [first] = done;
  if (first && done.length === 1)
    return { title: describeDone(first, t), body: listSome(warningsOf(first.outcome).map(formatSentence), t) };
  const warned = done.filter((item) => warningsOf(item.outcome).length > 0);
  const others = done.filter((item) => !warned.includes(item));
  const lines = [
    ...warned.map((item) => `${describeDone(item, t)}: ${formatSentence(joinMessages(warningsOf(item.outcome)))}`),
    ...others.map((item) => describeDone(item, t)),
  ];
  return { title: t('note.several', { count: lines.length }), body: listSome(lines, t) };
}

function listSome(lines: readonly string[], t: Translate): string {
  const more = lines.length - maxLines;
  const shown = lines.slice(0, maxLines);
  return [...shown, ...(more > 0 ? [t('tasks.more', { count: more })] : [])].join('\n');
}

/**
 * The title names what failed. What git or pip printed belongs into the log, which the click opens. A refusal of the policy is told in the words of
 * the window, where it can be allowed.
 */
function reasonOf({ outcome }: HistoryItem, t: Translate): string {
  if (outcome.status !== 'failed') return '';
  if (outcome.error.code === 'policy-denied') return t('note.refused');
  const words = wordsOf(outcome.error) ?? { message: outcome.error.message };
  return formatSentence(joinMessages([causeOf(words), words.remedy ?? '']));
}

/** ComfyUI ended by itself. */
export function composeCrashNote({ crash, exit }: Pick<ComfyStatus, 'crash' | 'exit'>, t: Translate): Note {
  const lines = [describeExit(exit, t)];
  const suspect = crash?.suspects[0];
  if (suspect !== undefined) lines.push(t('note.crashedSuspect', { pack: titleOfPack(suspect) }));
  if (crash?.change && crash.isChangeSuspected)
    lines.push(t('note.crashedAfter', { change: describeTasks([crash.change], t) }));
  return {
    subject: 'crash',
    title: t('tray.crashed'),
    body: lines.join('\n'),
    request: { place: 'comfyui', filter: null, taskId: null },
    isBad: true,
    actions: ['show', 'startAgain'],
  };
}

function describeExit(exit: ComfyStatus['exit'], t: Translate): string {
  if (exit?.signal === 'SIGKILL') return t('note.crashedKilled');
  return typeof exit?.code === 'number' ? t('note.crashedCode', { code: exit.code }) : t('note.crashedBare');
}

/** Packs that ComfyUI could not import at its start, by their names below `custom_nodes`. */
export function composeImportsNote(names: readonly string[], t: Translate): Note {
  const packs = names.map(titleOfPack);
  const [first = ''] = packs;
  return {
    subject: 'imports',
    // A language may have one form for every number, so one pack has a sentence of its own.
    title: names.length === 1 ? t('note.importOf', { name: first }) : t('note.imports', { count: names.length }),
    body: packs.length > 1 ? listSome(packs, t) : '',
    request: { place: 'comfyui', filter: null, taskId: null },
    isBad: true,
    actions: ['show'],
  };
}
