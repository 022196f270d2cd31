import type { TFunction } from 'i18next';
import type { ComfyState } from '../../src/contract/comfyui';
import { formatList } from '../texts/formatting';
import type { Work } from './workflow-commands';
import { listModelWork, type ModelRow } from './workflow-models';
import type { Verdicts } from './workflow-needs';
import { isLacking, type PackRow } from './workflow-rows';

interface Needed {
  rows: readonly PackRow[];
  models: readonly ModelRow[];
  verdicts: Verdicts;
}

/** What the button of the place works on: chosen, allowed, and not under way. */
export function listWork({ rows, models, verdicts }: Needed): Work {
  const packs = rows.filter(({ work, isSelected, policy, progress }) => {
    const isOpen = progress.phase === 'none' || progress.phase === 'failed';
    return work !== null && isSelected && isOpen && (policy === null || verdicts.get(policy)?.allowed !== false);
  });
  return { packs, models: listModelWork(models) };
}

/** Whether there is nothing to do. */
export function isNoWork({ packs, models }: Work): boolean {
  return packs.length + models.length === 0;
}

/** What the button says: `Install 3, enable 1, download 2`. */
export function nameWork({ packs, models }: Work, t: TFunction): string {
  const installs = packs.filter((row) => row.work === 'install').length;
  const enables = packs.length - installs;
  const parts = [
    installs > 0 ? t('workflow.doing.install', { count: installs }) : '',
    enables > 0 ? t('workflow.doing.enable', { count: enables }) : '',
    models.length > 0 ? t('workflow.doing.download', { count: models.length }) : '',
  ];
  const words = formatList(parts.filter(Boolean));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What lets ComfyUI know the packs. */
type Load = 'restart' | 'start' | 'wait' | 'by-hand' | 'nothing';

/** How far everything has come; what the foot of the dialog says and offers. */
export type Outcome =
  | { kind: 'busy'; done: number; total: number }
  /** Something is still to be chosen, installed or enabled. */
  | { kind: 'open' }
  /** Nothing that was chosen remains to be done; `remaining` packs and `models` models were not chosen, not allowed, or nobody has them. */
  | { kind: 'there'; load: Load; remaining: number; models: number }
  /** What is left is broken, or nobody provides it; `models` models are not there either. */
  | { kind: 'stuck'; broken: number; lacking: number; models: number };

function readLoad(isUnloaded: boolean, state: ComfyState | undefined): Load {
  if (state === 'starting' || state === 'stopping') return 'wait';
  if (state === 'stopped' || state === 'crashed') return 'start';
  if (!isUnloaded) return 'nothing';
  return state === 'foreign' ? 'by-hand' : 'restart';
}

interface Counts {
  requested: number;
  done: number;
  /** The pack is still missing or disabled. */
  remaining: number;
  broken: number;
  /** ComfyUI has loaded the pack, and the classes are not among what it brought. */
  lacking: number;
  isUnloaded: boolean;
}

function countRows(rows: readonly PackRow[]): Counts {
  const count = (isCounted: (row: PackRow) => boolean): number => rows.filter(isCounted).length;
  return {
    requested: count(({ progress }) => progress.phase !== 'none'),
    done: count(({ progress }) => progress.phase === 'done'),
    remaining: count(({ work }) => work !== null),
    broken: count(({ candidate }) => candidate.state === 'failed-import'),
    lacking: count(isLacking),
    isUnloaded: rows.some(({ pack, candidate }) => candidate.state === 'installed' && pack.load === 'waiting'),
  };
}

/** Whether ComfyUI would load something new, as far as anybody can tell. */
function hasNews(rows: readonly PackRow[], { requested, done, isUnloaded }: Counts): boolean {
  return isUnloaded || (requested > 0 && requested === done && rows.some(({ pack }) => pack.load === null));
}

/** Tells how far everything has come from the rows and from ComfyUI's state. */
export function readOutcome(
  rows: readonly PackRow[],
  about: { models: readonly ModelRow[]; verdicts: Verdicts; unknown: number; state: ComfyState | undefined },
): Outcome {
  const counts = countRows(rows);
  const { remaining, broken, lacking, isUnloaded } = counts;
  const ordered = [...rows, ...about.models].filter(({ progress }) => progress.phase !== 'none');
  const busy = ordered.filter(({ progress }) => progress.phase === 'running' || progress.phase === 'waiting').length;
  if (busy > 0) return { kind: 'busy', done: ordered.length - busy, total: ordered.length };
  const models = about.models.filter(({ model }) => model.state !== 'present').length;
  if (!isNoWork(listWork({ rows, ...about }))) return { kind: 'open' };
  if (hasNews(rows, counts)) return { kind: 'there', load: readLoad(isUnloaded, about.state), remaining, models };
  if (broken + lacking > 0) return { kind: 'stuck', broken, lacking, models };
  if (remaining > 0) return { kind: 'open' };
  if (about.unknown > 0) return { kind: 'stuck', broken, lacking, models };
  return { kind: 'there', load: readLoad(isUnloaded, about.state), remaining, models };
}
