import type { IncomingMessage } from 'node:http';
import type { AppError } from '../../contract/errors';
import { readSource, type SourceFacts } from '../http/guards';
import type { Upstream } from './upstream';

/** How those are judged who want to go to ComfyUI. Null lets in. */
export interface VisitorJudges {
  /** By Host and Origin. `invited`: the page origin that may come in besides our own. */
  judge: (source: SourceFacts, invited: string | null) => AppError | null;
  /** By what the browser says of a page that is not ours, though it sends no Origin. */
  judgePassage: (source: SourceFacts) => AppError | null;
}

/** How somebody was let in, or why not. */
export type Admission = AppError | 'own' | 'guest';

/**
 * Makes the judgement of what is on its way to ComfyUI. The pages of this gateway, and scripts, are our own. Pages that ComfyUI invites with
 * `--enable-cors-header`, which in ComfyUI stands in the place of its check of origins (docs/reference/on-the-wire.md 11), are its guests: they reach what is its
 * own, and nothing of ours takes notice of them.
 */
export function createAdmission(
  { judge, judgePassage }: VisitorJudges,
  upstream: Upstream,
): (request: IncomingMessage) => Admission {
  return (request) => {
    const source = readSource(request);
    const refusal = judge(source, null) ?? judgePassage(source);
    if (refusal === null) return 'own';
    const invited = upstream.corsOrigin();
    return invited !== null && judge(source, invited) === null ? 'guest' : refusal;
  };
}
