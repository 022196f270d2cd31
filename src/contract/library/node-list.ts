import { z } from 'zod';

/** What a node takes and gives; `outputs` is null where nobody can tell their types. */
export const NodeSockets = z.object({
  required: z.array(z.string()),
  optional: z.array(z.string()),
  outputs: z.array(z.string()).nullable(),
});
export type NodeSockets = z.infer<typeof NodeSockets>;

/** The node classes of one version of a pack, as its files tell. */
export const NodeList = z.object({
  /** Null where inputs are made at run time. */
  classes: z.record(z.string(), NodeSockets.nullable()),
  /** Whether there is anything that ComfyUI would take for a list of nodes. */
  hasList: z.boolean(),
  /** The first place where the list is made at run time, so that there may be more in it; null where all of it is written out. */
  hole: z.object({ file: z.string(), line: z.int() }).nullable(),
});
export type NodeList = z.infer<typeof NodeList>;
