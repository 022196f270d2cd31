import { z } from 'zod';

const text = z.string().catch('');
const maybeText = z.string().nullable().catch(null);

const RecordedPack = z.object({ version: text, repository_url: maybeText, enabled: z.boolean().catch(true) });
const RecordedModel = z.object({ size_bytes: z.number().nullable().catch(null) });

/**
 * The state of an installation as far as changes are told from it. Lenient: the reference wrote records as well, and what one of them lacks
 * must not hide the rest (decision 25).
 */
export const RecordedState = z.object({
  comfyui_version: z.object({ version: text, commit_hash: maybeText }).nullable().catch(null),
  installed_nodes: z.record(z.string(), RecordedPack).catch({}),
  installed_models: z.record(z.string(), RecordedModel).catch({}),
  pip_packages: z.record(z.string(), text).catch({}),
  manager_config: z.record(z.string(), z.unknown()).catch({}),
});
export type RecordedState = z.infer<typeof RecordedState>;

const RecordedOperation = z.object({
  operation_id: text,
  operation_type: text,
  target: text,
  result: z.enum(['success', 'failed', 'skipped']).catch('failed'),
  error_message: maybeText,
  undone: z.string().optional().catch(undefined),
});

/** A batch record of this app or of the reference, read for what it changed. */
export const RecordedBatch = z.object({
  start_time: text,
  end_time: maybeText,
  state_before: RecordedState.nullable().catch(null),
  state_after: RecordedState.nullable().catch(null),
  operations: z.array(RecordedOperation).catch([]),
});
export type RecordedBatch = z.infer<typeof RecordedBatch>;
