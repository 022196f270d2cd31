import { z } from 'zod';
import { fetchJson } from '../../../base/http/fetch';
import { findFileNameProblem } from '../../../contract/file-names';
import { isModelFile } from '../../../contract/text/model-file';
import { explainRefusal, headersFor, type ModelNetwork } from '../download/remote-facts';
import { familyIn } from '../ledger/headers/guess-base';
import { answerMs, mostFiles, writeSize, type Offer } from './offer';

const ModelFile = z.object({
  name: z.string(),
  sizeKB: z.number().nullish(),
  primary: z.boolean().nullish(),
  hashes: z.object({ SHA256: z.string().nullish() }).nullish(),
  downloadUrl: z.string(),
});
const Version = z.object({
  name: z.string().nullish(),
  baseModel: z.string().nullish(),
  publishedAt: z.string().nullish(),
  availability: z.string().nullish(),
  stats: z.object({ downloadCount: z.number().nullish() }).nullish(),
  files: z.array(z.unknown()).default([]),
});
/** What `GET /api/v1/models` answers (Civitai's public REST API). */
const Model = z.object({
  id: z.number(),
  name: z.string(),
  type: z.string(),
  creator: z.object({ username: z.string().nullish() }).nullish(),
  modelVersions: z.array(Version).default([]),
});
type Model = z.infer<typeof Model>;

/** Keys of ComfyUI's folder registry by Civitai's word for a kind of model. */
const folderOfKind: Readonly<Record<string, string>> = {
  Checkpoint: 'checkpoints',
  LORA: 'loras',
  LoCon: 'loras',
  DoRA: 'loras',
  TextualInversion: 'embeddings',
  Hypernetwork: 'hypernetworks',
  Controlnet: 'controlnet',
  Upscaler: 'upscale_models',
  VAE: 'vae',
};

/** The files of the newest version: the one that Civitai itself hands out first. */
function offersOf(model: Model, civitaiUrl: string): Offer[] {
  const [version] = model.modelVersions;
  const type = folderOfKind[model.type];
  if (version === undefined || type === undefined) return [];
  const files = version.files
    .flatMap((one) => ModelFile.safeParse(one).data ?? [])
    .filter(({ name, downloadUrl }) => isUsable(name) && downloadUrl.startsWith(`${civitaiUrl}/`))
    .sort((one, other) => Number(other.primary === true) - Number(one.primary === true));
  return files.slice(0, mostFiles).map(({ name, sizeKB, hashes, downloadUrl }) => {
    const sizeBytes = sizeKB == null ? null : Math.round(sizeKB * 1024);
    const hash = hashes?.SHA256?.toLowerCase();
    return {
      ...{ source: 'civitai', type, savePath: 'default', filename: name, url: downloadUrl, sizeBytes },
      name: [model.name, version.name ?? ''].filter(Boolean).join(' · '),
      size: writeSize(sizeBytes),
      base: familyIn(version.baseModel ?? '') ?? version.baseModel ?? '',
      description: model.creator?.username ?? '',
      reference: `${civitaiUrl}/models/${model.id}`,
      sha256: hash !== undefined && /^[0-9a-f]{64}$/u.test(hash) ? hash : null,
      licence: null,
      downloads: version.stats?.downloadCount ?? null,
      updatedAt: version.publishedAt ?? null,
      isGated: version.availability === 'EarlyAccess',
    };
  });
}

const isUsable = (name: string): boolean => isModelFile(name) && findFileNameProblem(name) === null;

/** The files of the models that Civitai finds, the best match first. Throws `network-failed`, `download-failed`, `cancelled`. */
export async function searchCivitai(query: string, network: ModelNetwork, signal: AbortSignal): Promise<Offer[]> {
  const { civitai, proxy } = network;
  if (civitai === undefined) return [];
  const parameters = new URLSearchParams({ query, limit: '20', nsfw: 'false' });
  const address = `${civitai.url}/api/v1/models?${parameters.toString()}`;
  const answer = await fetchJson(address, {
    ...{ signal, proxy, timeoutMs: answerMs, headers: headersFor(address, network) },
  }).catch((error: unknown) => {
    throw explainRefusal(error, address, network);
  });
  const { items } = z
    .object({ items: z.array(z.unknown()) })
    .catch({ items: [] })
    .parse(answer);
  return items.flatMap((one) => {
    const model = Model.safeParse(one).data;
    return model === undefined ? [] : offersOf(model, civitai.url);
  });
}
