import { createInstallationStore } from '../installation/installation-store';
import type { PackRecord } from '../packs/pack-record';

/** What a person is asked about packs before it is done. */
export type PackQuestion =
  /** `onOrdered`: hears that the person said yes. */
  | { kind: 'install' | 'uninstall'; records: readonly PackRecord[]; onOrdered: () => void }
  /** Why they are to stay at their versions. */
  | { kind: 'hold'; records: readonly PackRecord[] };

/** The open question about packs; null while there is none. */
export const usePackQuestion = createInstallationStore<{ question: PackQuestion | null }>({ question: null });

/** Asks it, wherever the person is. */
export function askAboutPacks(question: PackQuestion): void {
  usePackQuestion.setState({ question });
}

/** Asks why packs are to stay at their versions, and holds them with the reason. */
export function askReason(records: readonly PackRecord[]): void {
  askAboutPacks({ kind: 'hold', records });
}

/** Closes it. */
export function closePackQuestion(): void {
  usePackQuestion.setState({ question: null });
}
