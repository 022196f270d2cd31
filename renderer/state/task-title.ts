import { lastSegment } from '../texts/formatting';
import { findTaskPack, listTaskNames } from './pack-activity';
import type { FindPack } from './pack-shelf';

const knownKinds = ['install', 'update', 'enable', 'disable', 'fix', 'uninstall'] as const;

/** A kind of task that the texts have words for; everything else is `other`. */
export type KnownKind = (typeof knownKinds)[number] | 'other';

/** The kind for which the texts have words. */
export function knowKind(kind: string): KnownKind {
  return knownKinds.find((known) => known === kind) ?? 'other';
}

/** What to call the pack of a task: its title, else the last part of the name that the task gives. */
export function nameTask(params: Readonly<Record<string, unknown>>, findPack: FindPack): string {
  const [name = ''] = listTaskNames(params);
  return findTaskPack(params, findPack)?.title ?? lastSegment(name).replace(/\.git$/u, '');
}
