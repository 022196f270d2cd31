import type { TransferDocument, TransferPlan, TransferReport } from '../../contract/operations/transfer';
import { exportInstallation } from './export-installation';
import { importInstallation } from './import-installation';
import { describePlan, planImport } from './plan-import';
import { readTransfer } from './transfer-document';
import type { TransferSources } from './transfer-sources';

/** What an installation keeps of its own as one document, for another folder or machine. */
export interface Transfer {
  export(): Promise<TransferDocument>;
  /** What an import would bring; nothing is changed. Throws as `import`. */
  plan(document: string | TransferDocument): Promise<TransferPlan>;
  /** Throws `transfer-invalid` for what is no such document, `config-unreadable` where what is here cannot be read; then nothing has changed. */
  import(document: string | TransferDocument): Promise<TransferReport>;
}

/** Makes the way out of an installation, and the way in. */
export function createTransfer(sources: TransferSources): Transfer {
  return {
    export: () => exportInstallation(sources),
    plan: async (document) => {
      const given = readTransfer(document);
      return describePlan(sources, given, await planImport(sources, given));
    },
    import: async (document) => importInstallation(sources, readTransfer(document)),
  };
}
