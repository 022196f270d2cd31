import { useTranslation } from 'react-i18next';
import type { ImportDiagnosis } from '../../../src/contract/comfyui';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { useCopy } from '../queue/use-copy';
import { applyRemedy, createRemedyTask } from './comfy-actions';
import { useRefusal } from '../policy/policy-queries';
import { rowsOfTask } from '../policy/task-policy';
import { usePacks } from '../packs/use-packs';

/** What a button for a remedy says and does. */
export interface Remedy {
  label: string;
  /** Whether it only puts on the clipboard what a person has to do. */
  isCopied: boolean;
  /** Why the policy refuses it; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  apply: () => void;
}

/** The button for what would cure an import failure: its task, or its words to take along. Null when nothing is known to help. */
export function useRemedy({ name, remedy }: ImportDiagnosis): Remedy | null {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  const copy = useCopy();
  const task = remedy ? createRemedyTask(remedy, name, findByName) : null;
  const refusal = useRefusal(task === null ? [] : rowsOfTask(task));
  if (!remedy) return null;
  const { kind, packages, text } = remedy;
  if (task !== null && kind !== 'by-hand') {
    const label = t(`comfy.problems.remedies.${kind}`);
    return { label, isCopied: false, refusal, apply: () => void applyRemedy(task) };
  }
  const apply = (): void => copy(packages.length > 0 ? packages.join(' ') : text);
  return { label: t('comfy.problems.copyRemedy'), isCopied: true, refusal: undefined, apply };
}
