import { redactSecrets } from '../../../base/log';
import { msg, type Message } from '../../../contract/text/message';
import type { Distribution } from '../packages/packages';
import { judgeRequirements } from './requirement-check';
import type { LeftOut } from './requirement-plan';
import { cutComment } from './requirement-text';
import type { Installed } from './walk-requirements';

/** Whether a line is one of those that a person leaves out, as it was told them. */
export function isLeftOut(text: string, leaveOut: readonly string[]): boolean {
  const plain = cutComment(text)
    .replace(/\s+--hash[=\s].*$/u, '')
    .trim();
  return leaveOut.some((one) => one.trim() === plain || one.trim() === cutComment(text));
}

function describe({ text, name, reason }: LeftOut, installed: Distribution | undefined): Message {
  const line = redactSecrets(text);
  return installed === undefined
    ? msg`${line} was left out: ${reason}.`
    : msg`${line} was left out; ${name ?? installed.name} ${installed.version} stays.`;
}

/**
 * A sentence for each requirement that a list keeps out and that what is installed does not meet. `torch` without a version lacks nothing
 * where some torch is installed, and so is not told.
 */
export async function describeLeftOut(leftOut: readonly LeftOut[], found: Installed): Promise<Message[]> {
  const states = await judgeRequirements(leftOut, found);
  const lacking = leftOut.filter((_, index) => states[index] !== 'met');
  return lacking.map((one) => describe(one, found.distributions.get(one.name ?? '')));
}
