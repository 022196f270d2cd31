import { stat } from 'node:fs/promises';
import type { JobContext } from '../../../base/async/job';
import { hashFile } from '../places/model-content';
import { identityOf, type KnownHashes } from './known-hashes';

/** What a comparison of content needs. */
export interface Comparing {
  hashes: KnownHashes;
  job: JobContext;
}

/** The hash of a file: the remembered one where there is one, else the file is read and its hash remembered. */
export async function readHash(path: string, { hashes, job }: Comparing): Promise<string> {
  const known = (await hashes.proven())(path, identityOf(await stat(path)));
  if (known !== null) return known;
  const sha256 = await hashFile(path, job);
  await hashes.remember({ [path]: sha256 });
  return sha256;
}
