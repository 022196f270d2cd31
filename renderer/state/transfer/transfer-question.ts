import type { AppError } from '../../../src/contract/errors';
import type { TransferPlan, TransferReport } from '../../../src/contract/operations/transfer';
import type { Session } from '../../bridge';
import { createInstallationStore } from '../installation/installation-store';

/** A file that may be the export of an installation: its name, its text, and which installation it was given to. */
export interface GivenExport {
  name: string;
  text: string;
  session: Session;
}

interface TransferImport {
  /** Whether a chosen file is being compared with what is here. */
  isReading: boolean;
  /** What the dialog is about: what a file would bring, or why it did not. `isPartly`: some of it may have come. Null while there is no dialog. */
  question:
    | { kind: 'plan'; given: GivenExport; plan: TransferPlan }
    | { kind: 'failed'; name: string | null; error: AppError; isPartly: boolean }
    | null;
  /** What the last import brought. */
  done: { name: string; report: TransferReport; refused: { arguments: boolean; variables: boolean } } | null;
}

/** Nothing is asked, and nothing has come. */
export const noTransfer: TransferImport = { isReading: false, question: null, done: null };

/** The import of an installation's own state that is under way. */
export const useTransferImport = createInstallationStore<TransferImport>(noTransfer);

/** Closes the dialog; nothing is taken in. */
export function closeTransfer(): void {
  useTransferImport.setState({ question: null });
}
