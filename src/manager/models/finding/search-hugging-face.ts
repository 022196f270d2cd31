import { z } from 'zod';
import { findModelFolder } from '../../../contract/text/model-folder';
import { isModelFile } from '../../../contract/text/model-file';
import { listRepository, type HubFile } from '../download/hub';
import { answerMs, askHost } from '../download/ask-host';
import type { ModelNetwork } from '../download/remote-facts';
import { familyIn } from '../ledger/headers/guess-base';
import type { ModelPage } from './model-page';
import { mostFiles, mostModels, writeSize, type Offer } from './offer';

/** What the hub's API answers about a model (public API of huggingface.co, `GET /api/models` with `full=true`). */
const Repository = z.object({
  id: z.string().regex(/^[\w.-]+\/[\w.-]+$/u),
  downloads: z.number().nullish(),
  lastModified: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  gated: z.union([z.boolean(), z.string()]).nullish(),
  siblings: z.array(z.object({ rfilename: z.string() })).default([]),
});
type Repository = z.infer<typeof Repository>;

const tagAfter = (tags: readonly string[], prefix: string): string | null =>
  tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length) ?? null;

/** The folder of a file: its own path and name say it best, then what the repository calls itself. */
function folderOf(path: string, { id, tags }: Repository, folders: readonly string[]): string {
  const tagged = tags.includes('lora') ? 'loras' : tags.includes('controlnet') ? 'controlnet' : null;
  return findModelFolder(path, folders) ?? tagged ?? findModelFolder(id.replace('/', '-'), folders) ?? 'checkpoints';
}

function offerOf(
  { path, sizeBytes, sha256, url }: HubFile,
  repository: Repository,
  { hubUrl, folders }: { hubUrl: string; folders: readonly string[] },
): Offer {
  const { id, tags, downloads, lastModified, gated } = repository;
  const filename = path.split('/').at(-1) ?? path;
  return {
    ...{ source: 'huggingface', name: filename, filename, url, sizeBytes, sha256 },
    ...{ type: folderOf(path, repository, folders), savePath: 'default', size: writeSize(sizeBytes) },
    base: familyIn([path, id, ...tags].join('\n')) ?? '',
    description: id,
    reference: `${hubUrl}/${id}`,
    licence: tagAfter(tags, 'license:'),
    downloads: downloads ?? null,
    updatedAt: lastModified ?? null,
    isGated: gated !== undefined && gated !== null && gated !== false,
  };
}

/**
 * The weights of the repositories that Hugging Face finds, the most downloaded first, each file with its size and hash. A repository whose files it does not
 * tell is left out. `folders`: the keys of ComfyUI's folder registry. Throws `network-failed`, `download-failed`, `cancelled`.
 */
export async function searchHuggingFace(
  query: string,
  { network, folders }: { network: ModelNetwork; folders: readonly string[] },
  signal: AbortSignal,
): Promise<Offer[]> {
  const { hubUrl } = network;
  const parameters = new URLSearchParams({ search: query, sort: 'downloads', full: 'true', limit: '40' });
  const address = `${hubUrl}/api/models?${parameters.toString()}`;
  const answer = await askHost(address, network, { signal, timeoutMs: answerMs });
  const read = z.array(z.unknown()).catch([]).parse(answer);
  const repositories = read
    .flatMap((one) => Repository.safeParse(one).data ?? [])
    .filter(({ siblings }) => siblings.some(({ rfilename }) => isModelFile(rfilename)))
    .slice(0, mostModels);
  const offers = await Promise.all(
    repositories.map(async (repository) => {
      const files = await listRepository(repository.id, network, { signal }).catch(() => []);
      return files
        .filter(({ path }) => isModelFile(path))
        .slice(0, mostFiles)
        .map((file) => offerOf(file, repository, { hubUrl, folders }));
    }),
  );
  return offers.flat();
}

/** The weights that a page of a repository, of a folder or of a file in it names. Throws `network-failed`, `download-failed`, `cancelled`. */
export async function readHubPage(
  { repo, revision, path }: Extract<ModelPage, { host: 'huggingface' }>,
  { network, folders }: { network: ModelNetwork; folders: readonly string[] },
  signal: AbortSignal,
): Promise<Offer[]> {
  const files = await listRepository(repo, network, { signal, revision });
  const isMeant = (file: HubFile): boolean => path === '' || file.path === path || file.path.startsWith(`${path}/`);
  const named = Repository.parse({ id: repo });
  const meant = files.filter((file) => isModelFile(file.path) && isMeant(file));
  return meant.map((file) => offerOf(file, named, { hubUrl: network.hubUrl, folders }));
}
