import { msg, type Message } from '../../../contract/text/message';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { findFault, type Told } from '../gate/gate';
import { isSizeText } from '../gate/size-text';
import { readHash, type Comparing } from '../ledger/read-hash';
import { modelExists } from '../places/staging';
import type { InstalledModel } from './model-install';

/** What proves a file that has passed the gate; null where nobody has said enough. */
function describeProof({ sha256, sizeBytes, listedSizes = [] }: Told): Message | null {
  if (sha256 !== null) return msg`size and SHA-256 are those of the server`;
  if (sizeBytes !== null) return msg`its size is that of the server`;
  const [listed] = listedSizes.filter(isSizeText);
  return listed === undefined ? null : msg`its size fits the list's ${listed}; the server could not be asked`;
}

/**
 * Judges a file that is already where the download would go, by the gate (weak point W61: the name alone proves nothing). `told`: what the task, the list and the
 * server say. Answers why it is taken for the model; throws `model-exists` when it is another one, `cancelled`.
 */
export async function judgeExisting(path: string, told: Told, comparing: Comparing): Promise<Message> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw modelExists(path, msg`is there as a link that leads nowhere`);
  if (!found.isFile()) throw modelExists(path, msg`is there as a folder`);
  const fault = await findFault(path, told, () => readHash(path, comparing));
  if (fault !== null) throw modelExists(path, msg`is there, but is not what was ordered (${fault.reason})`);
  const proof = describeProof(told);
  if (proof !== null) return proof;
  throw modelExists(
    path,
    msg`is there with ${found.size} bytes, and it could not be checked whether that is all of it`,
  );
}

/** The same question about a file in another folder in which ComfyUI finds it; another one there is in nobody's way: null. */
export async function judgeElsewhere(path: string, told: Told, comparing: Comparing): Promise<Message | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true || found.size !== told.sizeBytes) return null;
  const fault = await findFault(path, told, () => readHash(path, comparing));
  return fault === null ? describeProof(told) : null;
}

/** How an install that found everything in place ends. */
export function alreadyThere(path: string, why: Message): InstalledModel {
  return { message: msg`"${basename(path)}" is already there (${why}): ${path}`, placed: [] };
}
