import { z } from 'zod';
import { ClientId, UiId } from '../tasks';

/** One row of the table of operations. */
export interface OperationShape<I extends z.ZodType, O extends z.ZodType> {
  input: I;
  output: O;
  /** Whether the call changes anything: HTTP guards are stricter for those. */
  mutates: boolean;
}

export const reads = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationShape<I, O> => ({
  input,
  output,
  mutates: false,
});
export const changes = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationShape<I, O> => ({
  input,
  output,
  mutates: true,
});

export const Nothing = z.object({});
export const FolderInput = z.object({ folder: z.string().min(1).max(4096) });
export const HistoryId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.-]+$/u, 'A history id is the name of a batch record.')
  .refine((id) => !id.includes('..'), 'A history id cannot contain `..`.');

/** Who asks for a task, where the parameters come as a query or beside other fields. */
export const Asker = z.object({ client_id: ClientId, ui_id: UiId });
/** A boolean as people write it in a query. */
export const LooseBoolean = z
  .union([
    z.boolean(),
    z.literal([0, 1]).transform((digit) => digit === 1),
    z.stringbool({
      truthy: ['true', '1', 't', 'y', 'yes', 'on'],
      falsy: ['false', '0', 'f', 'n', 'no', 'off'],
    }),
  ])
  .optional();
