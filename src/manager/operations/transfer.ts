import type { OperationsOf } from '../../contract/operations';
import type { Transfer } from '../transfer/transfer';

/** Taking what an installation keeps of its own elsewhere. */
export function createTransferOperations(transfer: Transfer): OperationsOf<'transfer'> {
  return {
    'transfer.export': async () => ({ document: await transfer.export() }),
    'transfer.plan': ({ document }) => transfer.plan(document),
    'transfer.import': ({ document }) => transfer.import(document),
  };
}
