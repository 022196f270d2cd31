import type { Answer } from './respond';

/**
 * The content security policy of a page of ours: it loads and asks for what is named and nothing else, has no other base, sends no form, and stands in
 * nobody's frame.
 *
 * @param sources One directive each.
 */
export function writePagePolicy(...sources: readonly string[]): string {
  return ["default-src 'none'", ...sources, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join(
    '; ',
  );
}

/** An answer that is a page, with its policy. */
export function withPolicy(answer: Answer, policy: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'content-security-policy': policy } };
}
