import { z } from 'zod';
import { changes, Nothing, reads } from './shape';

const maxName = 100;
const maxValue = 4000;

/** One environment variable of an installation. What looks like a secret is never told, only that it is there. */
const Variable = z.object({ name: z.string(), value: z.string().nullable(), isSecret: z.boolean() });
export type Variable = z.infer<typeof Variable>;

/** The environment variables that ComfyUI and its installers get, by name. */
export const Variables = z.object({ variables: z.array(Variable) });
export type Variables = z.infer<typeof Variables>;

const Name = z.string().trim().min(1).max(maxName);

/** Environment variables of an installation. ComfyUI has a changed one from its next start on, installers from their next run on. */
export const variablesOperations = {
  'variables.list': reads(Nothing, Variables),
  /** Sets one, whether it is there or not. Throws `invalid-input` for a name or value that cannot be one, `variable-refused` with the reason. */
  'variables.set': changes(z.object({ name: Name, value: z.string().max(maxValue) }), Variables, 'change-variables'),
  /** Throws `variable-not-found`. */
  'variables.remove': changes(z.object({ name: Name }), Variables, 'change-variables'),
} as const;
