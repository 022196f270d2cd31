import { z } from 'zod';
import { ClientId, UiId } from '../tasks/tasks';

/** One row of the table of operations. */
export interface OperationShape<I extends z.ZodType, O extends z.ZodType, P extends string | null> {
  input: I;
  output: O;
  /** Whether the call changes anything: HTTP guards are stricter for those. */
  mutates: boolean;
  /** The row of the policy table that it answers to (src/manager/installation/policy-table.ts); null for what the shell does for its window alone. */
  policy: P;
}

/** An operation that changes nothing. */
export const reads = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationShape<I, O, 'read'> => ({
  ...{ input, output },
  mutates: false,
  policy: 'read',
});

/** An operation of the core that changes something, with its row of the policy. */
export const changes = <I extends z.ZodType, O extends z.ZodType, P extends string>(
  input: I,
  output: O,
  policy: P,
): OperationShape<I, O, P> => ({ input, output, mutates: true, policy });

/** What the shell does for its window alone: no policy is asked. */
export const acts = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationShape<I, O, null> => ({
  ...{ input, output },
  mutates: true,
  policy: null,
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
