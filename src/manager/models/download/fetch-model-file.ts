import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { downloadInRanges } from '../../../base/http/ranges/ranged-download';
import type { HttpAnswer } from '../../../base/http/fetch';
import { hostOf } from '../../../base/http/failure';
import type { JobContext } from '../../../base/async/job';
import { findAnswerFault, findFault, type Fault, type Told } from '../gate/gate';
import { withRoom } from '../places/room';
import {
  adviceForFault,
  assertSafeAddress,
  explainRefusal,
  headersFor,
  joinFacts,
  readFacts,
  sizeOf,
  type ModelNetwork,
  type RemoteFacts,
} from './remote-facts';

export interface ModelFileInput {
  url: string;
  /** Where the bytes go: a folder of its own, with what an earlier attempt has left in it. */
  folder: string;
  network: ModelNetwork;
  /** What is known beforehand, from the list of a repository or from the task. */
  told: Told;
  /** There are further addresses of the file, so this one is given up after a while. */
  isOneOfSeveral?: boolean;
}

/** A file that arrived and was checked. */
export interface FetchedModelFile {
  /** Where it lies, in the folder. */
  file: string;
  bytes: number;
  /** In lower-case hex. */
  sha256: string;
  /** Whether the server named a hash, and the bytes have it. */
  isHashVerified: boolean;
}

function refused({ url, told, network }: ModelFileInput, fault: Fault, code: 'download-failed' | 'model-invalid') {
  const { kind, reason } = fault;
  const host = hostOf(url);
  const isOfSize = kind === 'mismatch' || kind === 'listed';
  return new AppError(isOfSize ? 'verification-failed' : code, msg`${host} did not send "${told.name}": ${reason}.`, {
    remedy: adviceForFault(fault, url, network),
    details: { host },
    shortCause: reason,
  });
}

/** Looks at an answer, and says what is known of the file by it and by what was known before. Throws where it is not the file. */
async function inspect(input: ModelFileInput, answer: HttpAnswer): Promise<RemoteFacts> {
  const answered = readFacts(answer);
  const facts = joinFacts(input.told, answered);
  const named = { sizeBytes: sizeOf(answer), sha256: answered.sha256 };
  const fault = await findAnswerFault(answer, { ...input.told, ...facts }, named);
  if (fault !== null) throw refused(input, fault, 'download-failed');
  return facts;
}

/**
 * Brings one file into a folder, through the gate: size and SHA-256 as the server names them, content as the name promises. Waits for the
 * network as long as it takes. Throws `download-failed`, `verification-failed`, `model-invalid`, `disk-full`, `cancelled`, and where it is one of several
 * addresses `download-stalled` and `network-failed`; what has come stays in the folder.
 */
export async function fetchModelFile(input: ModelFileInput, job: JobContext): Promise<FetchedModelFile> {
  const { url, folder, network, told, isOneOfSeveral } = input;
  const { proxy, stallMs, limit } = network;
  assertSafeAddress(url, network);
  const source = { url, proxy, stallMs, limit, isOneOfSeveral, headers: headersFor(url, network) };
  const arrived = await withRoom(folder, (reserve) =>
    downloadInRanges({ ...source, folder, reserve, inspect: (answer) => inspect(input, answer) }, job),
  ).catch((error: unknown) => {
    throw explainRefusal(error, url, network);
  });
  const { file, bytes, sizeBytes, sha256, computed } = arrived;
  const fault = await findFault(file, { ...told, sizeBytes, sha256 }, () => Promise.resolve(computed));
  if (fault !== null) throw refused(input, fault, 'model-invalid');
  return { file, bytes, sha256: computed, isHashVerified: sha256 !== null };
}
