import { useTranslation } from 'react-i18next';
import type { ImportDiagnosis } from '../../../src/contract/comfyui';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { openLink } from '../queue/actions';
import { applyRemedy, createRemedyTask } from './comfy-actions';
import { useRefusal } from '../policy/policy-queries';
import { rowsOfTask } from '../policy/task-policy';
import { pageOf } from '../packs/issue-links';
import { usePacks } from '../packs/use-packs';

/** What a button for a remedy says and does. */
export interface Remedy {
  label: string;
  /** Why the policy refuses it; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  apply: () => void;
}

/**
 * The button for what would cure an import failure: its task; where a person has to do it by hand, the page of the pack, which says how, else disabling
 * the pack. Null when nothing is known to help.
 */
export function useRemedy({ name, remedy }: ImportDiagnosis): Remedy | null {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  const record = findByName(name);
  const page = record ? pageOf(record) : null;
  const cure = remedy ? createRemedyTask(remedy, name, findByName) : null;
  const isByHand = cure === null || remedy?.kind === 'by-hand';
  const task = isByHand ? createRemedyTask({ kind: 'disable-pack', text: '', packages: [] }, name, findByName) : cure;
  const refusal = useRefusal(task === null ? [] : rowsOfTask(task));
  if (!remedy) return null;
  if (isByHand && page !== null) {
    return { label: t('comfy.problems.openPage'), refusal: undefined, apply: () => openLink(page) };
  }
  if (task === null) return null;
  const kind = isByHand || remedy.kind === 'by-hand' ? 'disable-pack' : remedy.kind;
  return { label: t(`comfy.problems.remedies.${kind}`), refusal, apply: () => void applyRemedy(task) };
}
