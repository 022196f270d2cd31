import { z } from 'zod';
import { changes, Nothing, reads } from './shape';

/** More than any export has, as a file. A text has no more UTF-16 units than its file has bytes. */
export const maxTransferMebibytes = 64;

/** What an installation keeps of its own, as a JSON document; its form is the business of who reads and writes it (docs/reference/on-disk.md 28). */
export const TransferDocument = z.record(z.string(), z.unknown());
export type TransferDocument = z.infer<typeof TransferDocument>;

const TransferInput = z.object({
  /** The document, or the text of the file that holds it. */
  document: z.union([z.string().max(maxTransferMebibytes * 1024 ** 2), TransferDocument]),
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

const Counted = z.object({ added: z.int(), here: z.int() });
const Named = z.object({ added: z.array(z.string()), here: z.int() });

/** What an import would bring. `added` is new, or how much of it is; `here` counts what is here already and stays. */
export const TransferPlan = z.object({
  /** RFC 3339: when the document was written, and by which version of the app. */
  exportedAt: z.string(),
  appVersion: z.string(),
  /** Names of packs. */
  holds: Named,
  history: Counted,
  batches: Counted,
  /** Names as they would be here: one whose name another one has gets a number. */
  snapshots: Named,
  /** Things in the trash of the other installation: the list of them would come. */
  trash: z.int(),
  /** Settings that would get another value: the one here, and the one that comes. */
  settings: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
  /** Arguments of ComfyUI that would stay out, and why. `unlisted`: those among them that no file may set. */
  refusedArguments: z.object({ text: z.string(), unlisted: z.array(z.string()), reason: z.string() }).nullable(),
  /** Environment variables that no file may set: they would stay out, for the person to set by hand. */
  refusedVariables: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type TransferPlan = z.infer<typeof TransferPlan>;

/** Taking what an installation keeps of its own to another folder or machine. */
export const transferOperations = {
  /** Holds, history, the list of the trash, snapshots, settings and arguments in one document; nothing secret is in it. */
  'transfer.export': reads(Nothing, z.object({ document: TransferDocument })),
  /** What taking such a document in would bring; nothing is changed. Throws as the import does. */
  'transfer.plan': reads(TransferInput, TransferPlan),
  /** Takes such a document in; what is here already stays. Throws `transfer-invalid` for what is none, and then nothing has changed. */
  'transfer.import': changes(TransferInput, TransferReport, 'change-settings'),
} as const;
