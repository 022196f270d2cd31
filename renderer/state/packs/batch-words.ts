import type { BatchSummary } from '../../../src/contract/changes';
import type { FindPack } from './pack-index';
import { knowKind, type KnownKind } from './task-title';
import { lastSegment } from '../../texts/formatting';

/** A batch in words: its first task, and how many more there were. Tasks that were skipped are not told. */
export interface BatchWords {
  kind: KnownKind;
  name: string;
  more: number;
  hasFailed: boolean;
}

/** Kinds whose target is a name already, and no pack's. */
const namedAsTheyAre: ReadonlySet<KnownKind> = new Set(['install-model', 'remove-model', 'install-packages']);

/** What a task of a record was, and the title of its pack. */
export function wordTask(
  task: { kind: string; target: string },
  findPack: FindPack,
): Pick<BatchWords, 'kind' | 'name'> {
  const kind = knowKind(task.kind);
  const isName = namedAsTheyAre.has(kind);
  const title = () => findPack(task.target)?.title ?? lastSegment(task.target).replace(/\.git$/u, '');
  return { kind, name: isName ? task.target : title() };
}

/** Reads what a batch is called. The first task that went well names it. */
export function wordBatch({ tasks }: BatchSummary, findPack: FindPack): BatchWords {
  const told = tasks.filter(({ result }) => result !== 'skipped');
  const first = told.find(({ result }) => result === 'success') ?? told[0];
  const words = wordTask({ kind: first?.kind ?? '', target: first?.target ?? '' }, findPack);
  return { ...words, more: Math.max(0, told.length - 1), hasFailed: told.some(({ result }) => result === 'failed') };
}
