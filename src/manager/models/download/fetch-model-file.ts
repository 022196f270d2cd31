import { dirname } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg, type Sentence } from '../../../contract/text/message';
import { downloadFile } from '../../../base/http/download';
import { hostOf } from '../../../base/http/failure';
import type { JobContext } from '../../../base/async/job';
import { assertRoom } from '../places/room';
import { isPageName, verifyContent } from '../places/model-content';
import {
  assertSafeAddress,
  explainRefusal,
  headersFor,
  isPage,
  pageInstead,
  readFacts,
  type ModelNetwork,
  type RemoteFacts,
} from './remote-facts';

export interface ModelFileInput {
  url: string;
  /** Where the bytes go: a path in a staging folder. */
  file: string;
  /** The name it will have, which says what its content must be. */
  name: string;
  network: ModelNetwork;
  /** What is known beforehand, e.g. from the list of a repository; nulls when nothing is. */
  expected: RemoteFacts;
  /** Whether nothing at all is what is wanted: repositories hold empty files on purpose. */
  mayBeEmpty?: boolean;
}

/** A file that arrived and was checked. */
export interface FetchedModelFile {
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

/**
 * Brings one file into staging and proves it: size and SHA-256 as the server names them, content as the name promises. Throws
 * `download-failed`, `download-stalled`, `network-failed`, `verification-failed`, `model-invalid`, `disk-full`, `cancelled`; then the
 * file is gone.
 */
export async function fetchModelFile(input: ModelFileInput, job: JobContext): Promise<FetchedModelFile> {
  const { url, file, network } = input;
  assertSafeAddress(url, network);
  let facts = input.expected;
  const { bytes, sha256 } = await downloadFile(
    {
      ...{ url, file, proxy: network.proxy, stallMs: network.stallMs },
      ...{ expect: /\.zip$/i.test(input.name) ? 'zip' : 'anything', isDurable: true },
      headers: headersFor(url, network),
      inspect: async (answer) => {
        if (isPage(answer) && !isPageName(input.name)) throw pageInstead(url);
        const answered = readFacts(answer);
        facts = { sizeBytes: facts.sizeBytes ?? answered.sizeBytes, sha256: facts.sha256 ?? answered.sha256 };
        await assertRoom(dirname(file), facts.sizeBytes ?? 0);
      },
    },
    job,
  ).catch((error: unknown) => {
    throw explainRefusal(error, url, network);
  });
  if (facts.sizeBytes !== null && bytes !== facts.sizeBytes) {
    throw mismatch(input, msg`size`, { got: `${bytes} bytes`, wanted: `${facts.sizeBytes}` });
  }
  if (facts.sha256 !== null && sha256 !== facts.sha256) {
    throw mismatch(input, 'SHA-256', { got: sha256, wanted: facts.sha256 });
  }
  if (bytes > 0 || input.mayBeEmpty !== true) await verifyContent(file, input.name);
  return { bytes, sha256, isHashVerified: facts.sha256 !== null };
}
