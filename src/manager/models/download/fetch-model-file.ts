import { AppError } from '../../../contract/errors';
import { msg, type Sentence } from '../../../contract/text/message';
import { downloadInRanges } from '../../../base/http/ranges/ranged-download';
import { hostOf } from '../../../base/http/failure';
import type { JobContext } from '../../../base/async/job';
import { withRoom } from '../places/room';
import { isPageName, verifyContent } from '../places/model-content';
import {
  assertSafeAddress,
  explainRefusal,
  headersFor,
  isPage,
  joinFacts,
  pageInstead,
  readFacts,
  sizeOf,
  type ModelNetwork,
  type RemoteFacts,
} from './remote-facts';

export interface ModelFileInput {
  url: string;
  /** Where the bytes go: a folder of its own, with what an earlier attempt has left in it. */
  folder: string;
  /** The name it will have, which says what its content must be. */
  name: string;
  network: ModelNetwork;
  /** What is known beforehand, from the list of a repository or from the task; nulls when nothing is. */
  expected: RemoteFacts;
  /** There are further addresses of the file, so this one is given up after a while. */
  isOneOfSeveral?: boolean;
  /** Whether nothing at all is what is wanted: repositories hold empty files on purpose. */
  mayBeEmpty?: boolean;
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

function mismatch(input: ModelFileInput, what: Sentence, about: { got: string; wanted: string }): AppError {
  return new AppError(
    'verification-failed',
    msg`"${input.name}" arrived with the wrong ${what}: ${about.got} instead of ${about.wanted}, so it was discarded.`,
    {
      remedy: msg`Try again. If it happens every time, ${hostOf(input.url)} or a proxy sends something else.`,
      details: { host: hostOf(input.url), ...about },
    },
  );
}

/** Looks at an answer, and says what is known of the file by it and by what was known before. Throws where it is not the file. */
function inspect(input: ModelFileInput, answer: Parameters<typeof readFacts>[0]): RemoteFacts {
  if (isPage(answer) && !isPageName(input.name)) throw pageInstead(input.url);
  const answered = readFacts(answer);
  const facts = joinFacts(input.expected, answered);
  if (answered.sha256 !== null && answered.sha256 !== facts.sha256) {
    throw mismatch(input, 'SHA-256', { got: answered.sha256, wanted: facts.sha256 ?? '' });
  }
  const sent = sizeOf(answer);
  if (facts.sizeBytes !== null && sent !== null && sent !== facts.sizeBytes) {
    throw mismatch(input, msg`size`, { got: `${sent} bytes`, wanted: `${facts.sizeBytes}` });
  }
  return facts;
}

/**
 * Brings one file into a folder and proves it: size and SHA-256 as the server names them, content as the name promises. Waits for the
 * network as long as it takes. Throws `download-failed`, `verification-failed`, `model-invalid`, `disk-full`, `cancelled`, and where it is one of several
 * addresses `download-stalled` and `network-failed`; what has come stays in the folder.
 */
export async function fetchModelFile(input: ModelFileInput, job: JobContext): Promise<FetchedModelFile> {
  const { url, folder, network, isOneOfSeveral } = input;
  const { proxy, stallMs, limit } = network;
  assertSafeAddress(url, network);
  const source = { url, proxy, stallMs, limit, isOneOfSeveral, headers: headersFor(url, network) };
  const arrived = await withRoom(folder, (reserve) =>
    downloadInRanges({ ...source, folder, reserve, inspect: (answer) => inspect(input, answer) }, job),
  ).catch((error: unknown) => {
    throw explainRefusal(error, url, network);
  });
  const { file, bytes, sizeBytes, sha256, computed } = arrived;
  if (sizeBytes !== null && bytes !== sizeBytes) {
    throw mismatch(input, msg`size`, { got: `${bytes} bytes`, wanted: `${sizeBytes}` });
  }
  if (sha256 !== null && computed !== sha256) throw mismatch(input, 'SHA-256', { got: computed, wanted: sha256 });
  if (bytes > 0 || input.mayBeEmpty !== true) await verifyContent(file, input.name);
  return { file, bytes, sha256: computed, isHashVerified: sha256 !== null };
}
