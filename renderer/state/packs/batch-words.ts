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

/** Reads what a batch is called. The first task that went well names it. */
export function wordBatch({ tasks }: BatchSummary, findPack: FindPack): BatchWords {
  const told = tasks.filter(({ result }) => result !== 'skipped');
  const first = told.find(({ result }) => result === 'success') ?? told[0];
  const kind = knowKind(first?.kind ?? '');
  const target = first?.target ?? '';
  const isName = kind === 'install-model' || kind === 'install-packages';
  const name = isName ? target : (findPack(target)?.title ?? lastSegment(target).replace(/\.git$/u, ''));
  return { kind, name, more: Math.max(0, told.length - 1), hasFailed: told.some(({ result }) => result === 'failed') };
}
