import { z } from 'zod';

/** One argument of `main.py`, as its own `--help` describes it. */
export const ComfyOption = z.object({
  flags: z.array(z.string()),
  /** Name of its value; null for a switch. */
  value: z.string().nullable(),
  choices: z.array(z.string()),
  help: z.string(),
  /** Arguments of which only one can be given, else null. */
  exclusiveWith: z.array(z.string()),
});
export type ComfyOption = z.infer<typeof ComfyOption>;
