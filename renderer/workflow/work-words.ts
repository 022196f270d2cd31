import { t } from 'i18next';
import type { ComfyState } from '../../src/contract/comfyui/comfyui-status';
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
function isNoWork({ packs, models }: Work): boolean {
  return packs.length + models.length === 0;
}

/** What the button says: `Install 3, enable 1, download 2`. */
export function nameWork({ packs, models }: Work): string {
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

/** What lets ComfyUI know the packs; `nothing`: it has loaded them. */
export type Load = 'restart' | 'start' | 'wait' | 'by-hand' | 'nothing';

/** How everything stands now; what the head of the place says and offers. */
export type Standing =
  | { kind: 'busy'; done: number; total: number }
  /** What was chosen is still to be installed, enabled or downloaded. */
  | { kind: 'open' }
  /** The button has nothing to do. `broken` packs did not load, `lacking` ones did without the classes, `remaining` could be had. */
  | { kind: 'settled'; load: Load; broken: number; lacking: number; remaining: number };

function readLoad(rows: readonly PackRow[], state: ComfyState | undefined): Load {
  if (state === 'starting' || state === 'stopping') return 'wait';
  if (state === 'stopped' || state === 'crashed') return 'start';
  const isUnloaded = rows.some(({ pack, candidate }) => candidate.state === 'installed' && pack.load === 'waiting');
  if (!isUnloaded) return 'nothing';
  return state === 'foreign' ? 'by-hand' : 'restart';
}

/** Tells how everything stands from the rows and from ComfyUI's state alone. Pure. */
export function readStanding(needed: Needed, state: ComfyState | undefined): Standing {
  const { rows, models } = needed;
  const ordered = [...rows, ...models].filter(({ progress }) => progress.phase !== 'none');
  const busy = ordered.filter(({ progress }) => progress.phase === 'running' || progress.phase === 'waiting').length;
  if (busy > 0) return { kind: 'busy', done: ordered.length - busy, total: ordered.length };
  if (!isNoWork(listWork(needed))) return { kind: 'open' };
  return {
    kind: 'settled',
    load: readLoad(rows, state),
    broken: rows.filter(({ candidate }) => candidate.state === 'failed-import').length,
    lacking: rows.filter(isLacking).length,
    remaining: rows.filter(({ work }) => work !== null).length,
  };
}
