import type { AppError } from '../../../src/contract/errors';
import type { Session } from '../../bridge';
import { createInstallationStore } from '../installation/installation-store';

/** A file that may be a snapshot: its name, its text, and which installation it was given to. */
export interface GivenSnapshot {
  name: string;
  text: string;
  session: Session;
}

interface SnapshotImport {
  given: GivenSnapshot | null;
  /** What the dialog is about: a file that was dropped, a name that is taken, or why a file is no snapshot. Null while there is no dialog. */
  question: { kind: 'offered' } | { kind: 'taken'; free: string } | { kind: 'failed'; error: AppError } | null;
}

/** Nothing is asked. */
export const noImport: SnapshotImport = { given: null, question: null };

/** The import of a snapshot that is under way. */
export const useSnapshotImport = createInstallationStore<SnapshotImport>(noImport);

/** Closes the dialog; nothing is taken in. */
export function closeImport(): void {
  useSnapshotImport.setState(noImport);
}
