import { z } from 'zod';
import { ModelRow } from './models';

/** What a person types to find models at Hugging Face and Civitai: words, or the address of a page or a download there, which is asked for by what it names. */
export const ModelQuery = z.object({ query: z.string().trim().min(2).max(2000) });

/** A file that one of them offers, as a row of the model list, and what they say of it beside that. */
export const FoundModel = ModelRow.extend({
  source: z.enum(['huggingface', 'civitai']),
  sizeBytes: z.number().nullable(),
  /** SHA-256 in lower-case hex, as the host names it. */
  sha256: z.string().nullable(),
  /** The name of its licence, as `apache-2.0`; null where the host tells none. */
  licence: z.string().nullable(),
  /** How often its repository, or this version of it, was downloaded. */
  downloads: z.number().nullable(),
  updatedAt: z.string().nullable(),
  /** Whether a person has to accept terms on its page first, which `reference` is the address of. */
  isGated: z.boolean(),
});
export type FoundModel = z.infer<typeof FoundModel>;
