import { create } from 'zustand';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { beginErrand } from '../../bridge';
import { saveArguments } from '../../state/comfyui/comfy-actions';
import { readComfyStatus } from '../../state/comfyui/comfy-queries';

interface ArgumentsDraft {
  /** What is written and not saved; null while it is as saved. Kept while other places are looked at. */
  line: string | null;
  /** Why it could not be saved. */
  refusal: AppError | null;
  isSaving: boolean;
  /** The process that ran when the arguments were saved: it still has the former ones. */
  savedBesidePid: number | null;
}

const untouched: ArgumentsDraft = { line: null, refusal: null, isSaving: false, savedBesidePid: null };

/** The arguments as they are being written. */
export const useArgumentsDraft = create<ArgumentsDraft>(() => untouched);

/** Writes the line; a line that is as saved is no draft. */
export function draftArguments(line: string, saved: string): void {
  useArgumentsDraft.setState({ line: line === saved ? null : line, refusal: null });
}

/** Gives up what was not saved. */
export function discardDraft(): void {
  useArgumentsDraft.setState({ line: null, refusal: null });
}

/** Forgets everything: another installation is opened. */
export function resetDraft(): void {
  useArgumentsDraft.setState(untouched);
}

/** Saves the draft. A refusal stays beside it. */
export async function saveDraft(): Promise<void> {
  const { line, isSaving } = useArgumentsDraft.getState();
  if (line === null || isSaving) return;
  const errand = beginErrand();
  const settle = (draft: Partial<ArgumentsDraft>): void => {
    // The draft of the other installation is another one.
    if (errand.isShown()) useArgumentsDraft.setState({ ...draft, isSaving: false });
  };
  useArgumentsDraft.setState({ isSaving: true, refusal: null });
  try {
    await saveArguments(line);
    settle({ line: null, savedBesidePid: readComfyStatus()?.pid ?? null });
  } catch (thrown) {
    settle({ refusal: toAppError(thrown) });
  }
}
