import { z } from 'zod';

/** What every refusal looks like on the wire (decision 25). `error` is the specification's field, `message` is what the web UI reads. */
export const ErrorBody = z.looseObject({
  error: z.string(),
  message: z.string(),
  code: z.string(),
  remedy: z.string().optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
