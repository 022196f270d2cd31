import type { ErrorCode } from '../../contract/errors';
import type { Method } from './method';

/** One good answer in words. */
export interface AnswerWords {
  description: string;
  /** A media type; or, for JSON, names of published schemas or of operations whose output it is. Left out: zero bytes. */
  body?: string | readonly string[];
}

/** A request that works, as an example. */
export interface ExampleWords {
  summary: string;
  value: unknown;
}

/** What the document says about a path beyond what its rows and their operations say themselves. */
export interface PathWords {
  tag: 'queue' | 'packs' | 'snapshots' | 'comfyui' | 'models' | 'settings' | 'description';
  summary: string;
  description: string;
  /** Good answers by status; `byMethod` where a method answers otherwise. */
  answers: Readonly<Record<number, AnswerWords>>;
  byMethod?: Partial<Record<Method, Readonly<Record<number, AnswerWords>>>>;
  /** Failures of this path besides those that every path can have. */
  refusals?: readonly ErrorCode[];
  /** Where the reference answers otherwise: what, and why we do not. */
  difference?: string;
  /** What fields mean here, where that is not what they mean elsewhere. */
  fields?: Readonly<Record<string, string>>;
  /** Parameters that choose between operations and are no part of an input. */
  selectors?: Readonly<Record<string, object>>;
  examples?: Readonly<Record<string, ExampleWords>>;
}

/** What a caller is told who named the entity tag of what would be answered. */
export const unchanged = { 304: { description: 'The caller has it already: `If-None-Match` names its `ETag`.' } };

/** The answer of most changes: it was done, and there is nothing to say. */
export const emptyAnswer = (description: string): AnswerWords => ({ description });

/** The difference of most changes: the specification names GET, which the reference does not answer. */
export const alsoByGet = 'The reference answers POST only; here GET works too, as the specification says.';

/** The difference of all that starts ComfyUI, or asks for one that was started. */
export const notInReference = 'Not in the reference, which cannot start ComfyUI.';
