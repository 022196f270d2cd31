import { z } from 'zod';

const Sockets = z.object({
  required: z.array(z.string()),
  optional: z.array(z.string()),
  outputs: z.array(z.string()).nullable(),
});

/** The node classes of one version, as its files tell. */
export const NodeList = z.object({
  classes: z.record(z.string(), Sockets.nullable()),
  hasList: z.boolean(),
  hole: z.object({ file: z.string(), line: z.int() }).nullable(),
});
export type NodeList = z.infer<typeof NodeList>;
