import chapters from '../../../docs/error-words.json';
import { errorStatus, type ErrorCode } from '../../contract/errors';

/** What each code means: the end of a sentence that begins with it. A code without words does not compile. */
const errorWords: Record<ErrorCode, { meaning: string }> = {
  ...chapters['Requests and the right to make them'],
  ...chapters['Installation, disk and ports'],
  ...chapters['Network, catalogue and git'],
  ...chapters['Packs, Python packages and models'],
  ...chapters.Archives,
  ...chapters.ComfyUI,
  ...chapters['Queue, history, snapshots and undo'],
};

const everywhere: readonly ErrorCode[] = ['invalid-input', 'origin-refused', 'internal'];
const withBody: readonly ErrorCode[] = ['body-too-large', 'content-type-refused'];

const errorContent = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };

/** The failures of one operation by status. `changes`: it changes something; `asksCore`: it needs an installation. */
export function composeErrorAnswers(
  refusals: readonly ErrorCode[],
  { hasBody, changes, asksCore }: { hasBody: boolean; changes: boolean; asksCore: boolean },
): Record<string, object> {
  const codes = new Set<ErrorCode>([...everywhere, ...refusals]);
  if (asksCore) codes.add('installation-missing');
  if (hasBody) withBody.forEach((code) => codes.add(code));
  if (changes) codes.add('content-type-refused').add('token-required');
  const byStatus = new Map<number, string[]>();
  for (const code of [...codes].sort()) {
    const status = errorStatus[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${errorWords[code].meaning}.`]);
  }
  const statuses = [...byStatus].sort(([one], [other]) => one - other);
  return Object.fromEntries(
    statuses.map(([status, lines]) => [String(status), { description: lines.join('\n'), content: errorContent }]),
  );
}

/** The response of the document for any other failure, and for those that have nothing to do with one path. */
export const otherFailure = {
  description:
    'Any other failure, in the same form. Of every path: 404 `not-found`, 405 `method-not-allowed` with `Allow`, 408 `request-timeout`, 431 `headers-too-large`.',
  content: errorContent,
};
