import { stat } from 'node:fs/promises';
import { msg, type Message } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';
import { basename } from 'node:path';
import { readHash, type Comparing } from '../ledger/read-hash';
import type { InstalledModel } from './model-install';
import type { RemoteFacts } from './remote-facts';
import { fitsSizeText, isSizeText } from '../ledger/size-text';
import { modelExists } from '../places/staging';

interface Existing {
  path: string;
  /** What the task and the server say; nulls where nobody could be asked. */
  facts: RemoteFacts;
  /** What the list says, e.g. `4.71MB`; null when the model is not in it. */
  listedSize: string | null;
}

async function compareHash(path: string, wanted: string, comparing: Comparing): Promise<Message> {
  const sha256 = await readHash(path, comparing);
  if (sha256 === wanted) return msg`size and SHA-256 are those of the server`;
  throw modelExists(path, msg`is there with other content (SHA-256 ${sha256}, not ${wanted})`);
}

/**
 * Judges a file that is already where the download would go, by size and, where the server names one, by hash (weak point W61: the name
 * alone proves nothing). Answers why it is taken for the model; throws `model-exists` when it is another one, `cancelled`.
 */
export async function judgeExisting({ path, facts, listedSize }: Existing, comparing: Comparing): Promise<Message> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw modelExists(path, msg`is there as a link that leads nowhere`);
  if (!found.isFile()) throw modelExists(path, msg`is there as a folder`);
  const has = msg`is there with ${describeBytes(found.size)} (${found.size} bytes)`;
  const { sizeBytes, sha256 } = facts;
  if (sizeBytes !== null && found.size !== sizeBytes)
    throw modelExists(path, msg`${has}, but the server has ${sizeBytes} bytes`);
  if (sha256 !== null) return compareHash(path, sha256, comparing);
  if (sizeBytes !== null) return msg`its size is that of the server`;
  if (listedSize === null || !isSizeText(listedSize)) {
    throw modelExists(path, msg`${has}, and it could not be checked whether that is all of it`);
  }
  if (!fitsSizeText(found.size, listedSize)) throw modelExists(path, msg`${has}, but the list says ${listedSize}`);
  return msg`its size fits the list's ${listedSize}; the server could not be asked`;
}

/** The same question about a file in another folder in which ComfyUI finds it; another one there is in nobody's way: null. */
export async function judgeElsewhere(path: string, facts: RemoteFacts, comparing: Comparing): Promise<Message | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true || found.size !== facts.sizeBytes) return null;
  if (facts.sha256 === null) return msg`its size is that of the server`;
  const isIt = (await readHash(path, comparing)) === facts.sha256;
  return isIt ? msg`size and SHA-256 are those of the server` : null;
}

/** How an install that found everything in place ends. */
export function alreadyThere(path: string, why: Message): InstalledModel {
  return { message: msg`"${basename(path)}" is already there (${why}): ${path}`, placed: [] };
}
