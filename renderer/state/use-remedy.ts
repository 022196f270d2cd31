import { useTranslation } from 'react-i18next';
import type { ImportDiagnosis } from '../../src/contract/comfyui';
import { useCopy } from './use-copy';
import { applyRemedy, createRemedyTask } from './comfy-actions';
import { usePacks } from './use-packs';

/** What a button for a remedy says and does. */
export interface Remedy {
  label: string;
  /** Whether it only puts on the clipboard what a person has to do. */
  isCopied: boolean;
  apply: () => void;
}

/** The button for what would cure an import failure: its task, or its words to take along. Null when nothing is known to help. */
export function useRemedy({ name, remedy }: ImportDiagnosis): Remedy | null {
  const { t } = useTranslation();
  const { findByName } = usePacks().shelf;
  const copy = useCopy();
  if (!remedy) return null;
  const { kind, packages, text } = remedy;
  const task = createRemedyTask(remedy, name, findByName);
  if (task !== null && kind !== 'by-hand') {
    return { label: t(`comfy.problems.remedies.${kind}`), isCopied: false, apply: () => void applyRemedy(task) };
  }
  const apply = (): void => copy(packages.length > 0 ? packages.join(' ') : text);
  return { label: t('comfy.problems.copyRemedy'), isCopied: true, apply };
}
