import { t } from 'i18next';
import type { ImportDiagnosis, ImportRemedy } from '../../../src/contract/comfyui/imports';
import type { PolicyVerdict } from '../../../src/contract/policy';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { openLink } from '../queue/actions';
import { applyRemedy, createRemedyTask } from './comfy-actions';
import { useRefusal } from '../policy/policy-queries';
import { rowsOfTask } from '../policy/task-policy';
import { pageOf } from '../../navigation/issue-links';
import type { FindPack } from '../packs/pack-index';
import { usePacks } from '../packs/use-packs';

/** What a button for a remedy says and does. */
export interface Remedy {
  /** What it does; `by-hand` opens the page of the pack. */
  kind: ImportRemedy['kind'];
  label: string;
  /** Why the policy refuses it; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  apply: () => void;
}

const disabling: ImportRemedy = { kind: 'disable-pack', text: '', packages: [] };

/** What can be done about an import failure: a remedy with its task, and the page that says what a person has to do by hand. */
interface Cure {
  kind: Exclude<ImportRemedy['kind'], 'by-hand'>;
  task: QueueTask | null;
  page: string | null;
}

function findCure({ name, remedy }: ImportDiagnosis, findPack: FindPack): Cure | null {
  if (!remedy) return null;
  const task = createRemedyTask(remedy, name, findPack);
  if (task !== null && remedy.kind !== 'by-hand') return { kind: remedy.kind, task, page: null };
  const record = findPack(name);
  return {
    kind: 'disable-pack',
    task: createRemedyTask(disabling, name, findPack),
    page: record ? pageOf(record) : null,
  };
}

/**
 * The button for what would cure an import failure: its task; where a person has to do it by hand, the page of the pack, which says how, else disabling
 * the pack. Null when nothing is known to help, or nothing is wrong.
 */
export function useRemedy(problem: ImportDiagnosis | undefined): Remedy | null {
  const { findByName } = usePacks().packIndex;
  const cure = problem === undefined ? null : findCure(problem, findByName);
  const task = cure?.task ?? null;
  const refusal = useRefusal(task === null ? [] : rowsOfTask(task));
  const page = cure?.page ?? null;
  if (page !== null)
    return { kind: 'by-hand', label: t('comfy.problems.openPage'), refusal: undefined, apply: () => openLink(page) };
  if (cure === null || task === null) return null;
  const { kind } = cure;
  return { kind, label: t(`comfy.problems.remedies.${kind}`), refusal, apply: () => void applyRemedy(task) };
}
