import type { TFunction } from 'i18next';
import type { ComfyState } from '../../src/contract/comfyui';
import type { Verdicts } from './workflow-needs';
import { isLacking, type PackRow } from './workflow-rows';

/** The rows that the button of the dialog works on: chosen, allowed, and not under way. */
export function listWork(rows: readonly PackRow[], verdicts: Verdicts): PackRow[] {
  return rows.filter(({ work, isSelected, policy, progress }) => {
    const isOpen = progress.phase === 'none' || progress.phase === 'failed';
    return work !== null && isSelected && isOpen && (policy === null || verdicts.get(policy)?.allowed !== false);
  });
}

/** What the button says: `Install 3 and enable 1`. */
export function nameWork(work: readonly PackRow[], t: TFunction): string {
  const installs = work.filter((row) => row.work === 'install').length;
  const enables = work.length - installs;
  if (enables === 0) return t('workflow.install', { count: installs });
  if (installs === 0) return t('workflow.enable', { count: enables });
  return t('workflow.installAndEnable', { installs, enables });
}

/** What lets ComfyUI know the packs. */
type Load = 'restart' | 'start' | 'wait' | 'by-hand' | 'nothing';

/** How far everything has come; what the foot of the dialog says and offers. */
export type Outcome =
  | { kind: 'busy'; done: number; total: number }
  /** Something is still to be chosen, installed or enabled. */
  | { kind: 'open' }
  /** Nothing that was chosen is left to do; `left` packs were not chosen, or not allowed. */
  | { kind: 'there'; load: Load; left: number }
  /** What is left is broken, or nobody provides it. */
  | { kind: 'stuck'; broken: number; lacking: number };

function readLoad(isUnloaded: boolean, state: ComfyState | undefined): Load {
  if (state === 'starting' || state === 'stopping') return 'wait';
  if (state === 'stopped' || state === 'crashed') return 'start';
  if (!isUnloaded) return 'nothing';
  return state === 'foreign' ? 'by-hand' : 'restart';
}

interface Counts {
  asked: number;
  done: number;
  busy: number;
  /** The pack is still missing or disabled. */
  left: number;
  broken: number;
  /** ComfyUI has loaded the pack, and the classes are not among what it brought. */
  lacking: number;
  isUnloaded: boolean;
}

function countRows(rows: readonly PackRow[]): Counts {
  const count = (holds: (row: PackRow) => boolean): number => rows.filter(holds).length;
  return {
    asked: count(({ progress }) => progress.phase !== 'none'),
    done: count(({ progress }) => progress.phase === 'done'),
    busy: count(({ progress }) => progress.phase === 'running' || progress.phase === 'waiting'),
    left: count(({ work }) => work !== null),
    broken: count(({ candidate }) => candidate.state === 'failed-import'),
    lacking: count(isLacking),
    isUnloaded: rows.some(({ pack, candidate }) => candidate.state === 'installed' && pack.load === 'waiting'),
  };
}

/** Whether ComfyUI would load something new, as far as anybody can tell. */
function hasNews(rows: readonly PackRow[], { asked, done, isUnloaded }: Counts): boolean {
  return isUnloaded || (asked > 0 && asked === done && rows.some(({ pack }) => pack.load === null));
}

/** Tells how far everything has come from the rows and from ComfyUI's state. */
export function readOutcome(
  rows: readonly PackRow[],
  about: { verdicts: Verdicts; unknown: number; state: ComfyState | undefined },
): Outcome {
  const counts = countRows(rows);
  const { asked, busy, left, broken, lacking, isUnloaded } = counts;
  if (busy > 0) return { kind: 'busy', done: asked - busy, total: asked };
  if (listWork(rows, about.verdicts).length > 0) return { kind: 'open' };
  if (hasNews(rows, counts)) return { kind: 'there', load: readLoad(isUnloaded, about.state), left };
  if (broken + lacking > 0) return { kind: 'stuck', broken, lacking };
  if (left > 0) return { kind: 'open' };
  if (about.unknown > 0) return { kind: 'stuck', broken, lacking };
  return { kind: 'there', load: readLoad(isUnloaded, about.state), left };
}
