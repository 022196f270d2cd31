import { z } from 'zod';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { findNameCollision, findNameProblem } from '../../../base/archives/archive-names';
import { hostOf } from '../../../base/http/failure';
import { askHost } from './ask-host';
import type { ModelNetwork } from './remote-facts';

/** One file of a repository on the hub. */
export interface HubFile {
  /** Path inside the repository, with `/`; proven harmless. */
  path: string;
  sizeBytes: number | null;
  /** Of files in large file storage only. */
  sha256: string | null;
  url: string;
}

/** What the hub's API answers about a model with `blobs=true` (public API of huggingface.co). */
const HubAnswer = z.object({
  sha: z.string().regex(/^[0-9a-f]{7,64}$/i),
  siblings: z
    .array(
      z.object({
        rfilename: z.string(),
        size: z.int().nonnegative().nullish(),
        lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/i), size: z.int().nonnegative() }).nullish(),
      }),
    )
    .min(1),
});

function refused(repo: string, host: string, problem: Message): AppError {
  return new AppError('download-failed', msg`The list of "${repo}" from ${host} was refused: ${problem}.`, {
    remedy: msg`Check the setting hosts.huggingface and the name of the repository.`,
    details: { host },
  });
}

/** Lists a whole repository at one commit, that of `revision` or the newest. Throws `download-failed` for unsafe names too, `network-failed`, `cancelled`. */
export async function listRepository(
  repo: string,
  network: ModelNetwork,
  { signal, revision = 'main' }: { signal: AbortSignal; revision?: string },
): Promise<HubFile[]> {
  const { hubUrl } = network;
  const at = revision === 'main' ? '' : `/revision/${revision}`;
  const address = `${hubUrl}/api/models/${repo}${at}?blobs=true`;
  const answer = await askHost(address, network, { signal });
  const parsed = HubAnswer.safeParse(answer);
  const refuse = (problem: Message) => refused(repo, hostOf(hubUrl), problem);
  if (!parsed.success) throw refuse(msg`it is not what the API answers`);
  const { sha, siblings } = parsed.data;
  for (const { rfilename } of siblings) {
    const problem = rfilename.endsWith('/') ? msg`is a folder` : findNameProblem(rfilename);
    if (problem !== null) throw refuse(msg`the name ${JSON.stringify(rfilename.slice(0, 200))} ${problem}`);
  }
  const collision = findNameCollision(siblings.map(({ rfilename }) => rfilename));
  if (collision !== null) throw refuse(msg`it has ${collision}`);
  return siblings.map(({ rfilename, size, lfs }) => ({
    path: rfilename,
    sizeBytes: lfs?.size ?? size ?? null,
    sha256: lfs?.sha256.toLowerCase() ?? null,
    // At the commit of the list, so that a push meanwhile does not mix two states.
    url: `${hubUrl}/${repo}/resolve/${sha}/${rfilename.split('/').map(encodeURIComponent).join('/')}`,
  }));
}
