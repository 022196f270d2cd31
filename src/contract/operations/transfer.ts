import { z } from 'zod';
import { changes, Nothing, reads } from './shape';

/** More than any export has. In UTF-16 units, which is no less than what a file may have in bytes. */
const maxTransferLength = 64 * 1024 ** 2;

/** What an installation keeps of its own, as a JSON document; its form is the business of who reads and writes it (docs/reference/on-disk.md 28). */
export const TransferDocument = z.record(z.string(), z.unknown());
export type TransferDocument = z.infer<typeof TransferDocument>;

const TransferInput = z.object({
  /** The document, or the text of the file that holds it. */
  document: z.union([z.string().max(maxTransferLength), TransferDocument]),
});

/** What came with an import. What was here already stays, and is not counted. */
export const TransferReport = z.object({
  holds: z.int(),
  history: z.int(),
  batches: z.int(),
  snapshots: z.int(),
  /** Things in the trash of the other installation: the list of them came, they did not. */
  trash: z.int(),
  /** Names of the settings that were taken over. */
  settings: z.array(z.string()),
  /** What was left to the person, and why; one sentence each. */
  left: z.array(z.string()),
});
export type TransferReport = z.infer<typeof TransferReport>;

/** Taking what an installation keeps of its own to another folder or machine. */
export const transferOperations = {
  /** Holds, history, the list of the trash, snapshots, settings and arguments in one document; nothing secret is in it. */
  'transfer.export': reads(Nothing, z.object({ document: TransferDocument })),
  /** Takes such a document in; what is here already stays. Throws `transfer-invalid` for what is none, and then nothing has changed. */
  'transfer.import': changes(TransferInput, TransferReport),
} as const;
