import type { AppError } from '../../../src/contract/errors';
import { saveArguments } from '../../state/comfyui/comfy-actions';
import { readComfyStatus } from '../../state/comfyui/comfy-queries';
import { createInstallationStore } from '../../state/installation/installation-store';
import { createSharedWrite } from '../../state/shared-write';

interface ArgumentsDraft {
  /** What is written and not saved; null while it is as saved. Kept while other places are looked at. */
  line: string | null;
  /** The process that ran when the arguments were saved: it still has the former ones. */
  savedBesidePid: number | null;
}

/** The arguments as they are being written. */
export const useArgumentsDraft = createInstallationStore<ArgumentsDraft>({ line: null, savedBesidePid: null });

const saving = createSharedWrite({
  key: ['comfyui', 'arguments'],
  run: (line: string, by) => saveArguments(line, by),
  onDone: () => useArgumentsDraft.setState({ line: null, savedBesidePid: readComfyStatus()?.pid ?? null }),
});

/** Whether the draft is being saved, and why the last try failed. */
export function useDraftSaving(): { isSaving: boolean; refusal: AppError | null } {
  const { isPending, error } = saving.use();
  return { isSaving: isPending, refusal: error };
}

function forgetRefusal(): void {
  if (!saving.read().isPending) saving.forget();
}

/** Writes the line; a line that is as saved is no draft. */
export function draftArguments(line: string, saved: string): void {
  useArgumentsDraft.setState({ line: line === saved ? null : line });
  forgetRefusal();
}

/** Gives up what was not saved. */
export function discardDraft(): void {
  useArgumentsDraft.setState({ line: null });
  forgetRefusal();
}

/** Saves the draft. A refusal stays beside it. */
export async function saveDraft(): Promise<void> {
  const { line } = useArgumentsDraft.getState();
  if (line !== null && !saving.read().isPending) await saving.start(line);
}
