import { errorStatus, type ErrorCode } from '../../contract/errors';

/** What each code means to a caller; the others are told by their message alone. */
const meanings: Partial<Record<ErrorCode, string>> = {
  'body-too-large': 'the body has more than 1 MiB',
  'catalogue-unavailable': 'there is neither a list nor a kept copy of one',
  'channel-invalid': 'there is no channel of that name',
  'comfyui-not-git': 'this ComfyUI is no clone, so it has no versions to choose from',
  'comfyui-not-ours': 'this ComfyUI was started by another program',
  'comfyui-start-failed': 'ComfyUI ended while it started; its last lines come along',
  'config-unreadable': '`config.ini` cannot be read',
  'content-type-refused': 'only application/json is read, and nothing a form can send',
  'disk-full': 'there is no room on the disk',
  'duplicate-task': 'a task of this id waits or runs',
  'environment-missing': 'no Python was found for this installation',
  'folder-unreadable': 'a folder of the installation cannot be read',
  'git-missing': 'there is no git on this computer',
  'history-not-found': 'there is no batch record of that name',
  'history-unreadable': 'the batch records cannot be read',
  'import-failure-not-found': 'the pack is unknown, or was imported',
  'installation-missing': 'no ComfyUI folder is open',
  internal: 'something failed that should not have',
  'invalid-input': 'the request cannot be used; `details` names each wrong field',
  'not-writable': 'this account may not write there, or something else lies in the way',
  'origin-refused':
    'the request came from a page of another site or by a name that is not ours, or would change something and is no wish of a page of ours or of a program',
  'policy-denied': 'the policy does not allow it; the rule, the level, the risk and what would allow it come along',
  'port-unavailable': 'the port is used by another program',
  'queue-busy': 'the queue is at work',
  'snapshot-failed': 'the snapshot could not be taken or written',
  'snapshot-not-found': 'there is no snapshot of that name',
  'task-not-found': 'no such task waits or runs',
  'token-required':
    'a program on another machine, or by a name of the network, needs the API token (`Authorization: Bearer TOKEN`) to change something',
  'too-many-connections': 'too many connections are open',
  'updates-unavailable': 'nobody could be asked about updates',
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
    const meaning = meanings[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), meaning ? `\`${code}\`: ${meaning}.` : `\`${code}\`.`]);
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
