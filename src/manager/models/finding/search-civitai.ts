import { z } from 'zod';
import { findFileNameProblem } from '../../../contract/file-names';
import { isModelFile } from '../../../contract/text/model-file';
import { answerMs, askHost } from '../download/ask-host';
import type { ModelNetwork } from '../download/remote-facts';
import { familyIn } from '../ledger/headers/guess-base';
import type { ModelPage } from './model-page';
import { mostFiles, writeSize, type Offer } from './offer';

/** A text that may be left out. */
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const ModelFile = z.object({
  name: z.string(),
  type: Text,
  metadata: z.record(z.string(), z.unknown()).nullish(),
  sizeKB: z.number().nullish(),
  primary: z.boolean().nullish(),
  hashes: z.object({ SHA256: z.string().nullish() }).nullish(),
  downloadUrl: z.string(),
});
type ModelFile = z.infer<typeof ModelFile>;
const Version = z.object({
  name: Text,
  baseModel: Text,
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
  creator: z.object({ username: Text }).nullish(),
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

const readHash = (text: string | null | undefined): string | null =>
  text != null && /^[0-9a-f]{64}$/iu.test(text) ? text.toLowerCase() : null;

function offerOf({
  name,
  sizeKB,
  hashes,
  downloadUrl,
}: ModelFile): Pick<Offer, 'filename' | 'url' | 'sizeBytes' | 'size' | 'sha256'> {
  const sizeBytes = sizeKB == null ? null : Math.round(sizeKB * 1024);
  const size = writeSize(sizeBytes);
  return { filename: name, url: downloadUrl, sizeBytes, size, sha256: readHash(hashes?.SHA256) };
}

/** What the files of a version have in common. */
function describeVersion(model: Model, version: z.infer<typeof Version>) {
  const { name, baseModel, stats, publishedAt, availability } = version;
  return {
    name: [model.name, name].filter(Boolean).join(' · '),
    base: familyIn(baseModel) ?? baseModel,
    description: model.creator?.username ?? '',
    downloads: stats?.downloadCount ?? null,
    updatedAt: publishedAt ?? null,
    isGated: availability === 'EarlyAccess',
  };
}

/** The files of the newest version: the one that Civitai itself hands out first. `isMeant`: leaves others out. */
function offersOf(model: Model, civitaiUrl: string, isMeant = (_file: ModelFile): boolean => true): Offer[] {
  const [version] = model.modelVersions;
  const type = folderOfKind[model.type];
  if (version === undefined || type === undefined) return [];
  const files = version.files
    .flatMap((one) => ModelFile.safeParse(one).data ?? [])
    .filter((file) => isUsable(file.name) && file.downloadUrl.startsWith(`${civitaiUrl}/`) && isMeant(file))
    .sort((one, other) => Number(other.primary === true) - Number(one.primary === true));
  const about = describeVersion(model, version);
  const reference = `${civitaiUrl}/models/${model.id}`;
  const common = { ...about, source: 'civitai', type, savePath: 'default', reference, licence: null } as const;
  return files.slice(0, mostFiles).map((file) => ({ ...common, ...offerOf(file) }));
}

const isUsable = (name: string): boolean => isModelFile(name) && findFileNameProblem(name) === null;

/** The files of the models that Civitai finds, the best match first. Throws `network-failed`, `download-failed`, `cancelled`. */
export async function searchCivitai(query: string, network: ModelNetwork, signal: AbortSignal): Promise<Offer[]> {
  const { civitai } = network;
  if (civitai === undefined) return [];
  const parameters = new URLSearchParams({ query, limit: '20', nsfw: 'false' });
  const address = `${civitai.url}/api/v1/models?${parameters.toString()}`;
  const answer = await askHost(address, network, { signal, timeoutMs: answerMs });
  const { items } = z
    .object({ items: z.array(z.unknown()) })
    .catch({ items: [] })
    .parse(answer);
  return items.flatMap((one) => {
    const model = Model.safeParse(one).data;
    return model === undefined ? [] : offersOf(model, civitai.url);
  });
}

/** A version by its number, as `GET /api/v1/model-versions/ID` answers it. */
const OneVersion = z.looseObject({ modelId: z.number(), model: z.object({ name: z.string(), type: z.string() }) });

/** The same in the form of a model that has this version alone. */
function asModel(answer: unknown): unknown {
  const version = OneVersion.safeParse(answer).data;
  return version && { id: version.modelId, ...version.model, modelVersions: [version] };
}

/** Whether a file is the one that an address of a download names, by what it says of it; where it says nothing, the first one is sent. */
function isVariant({ type, metadata, primary }: ModelFile, variant: URLSearchParams): boolean {
  const told: Record<string, unknown> = { ...metadata, type };
  if (variant.size === 0) return primary === true;
  return [...variant].every(([name, value]) => String(told[name]).toLowerCase() === value.toLowerCase());
}

/** The files that a page of a model or of a version names, or an address of a download. Throws `network-failed`, `download-failed`, `cancelled`. */
export async function readCivitaiPage(
  { model, version, variant }: Extract<ModelPage, { host: 'civitai' }>,
  network: ModelNetwork,
  signal: AbortSignal,
): Promise<Offer[]> {
  const { url = '' } = network.civitai ?? {};
  const address = version === null ? `${url}/api/v1/models/${model}` : `${url}/api/v1/model-versions/${version}`;
  const answer = await askHost(address, network, { signal, timeoutMs: answerMs });
  const found = Model.safeParse(version === null ? answer : asModel(answer)).data;
  if (found === undefined) return [];
  if (variant === null) return offersOf(found, url);
  const [offer] = offersOf(found, url, (file) => isVariant(file, variant));
  const query = variant.size === 0 ? '' : `?${variant.toString()}`;
  return offer === undefined ? [] : [{ ...offer, url: `${url}/api/download/models/${version}${query}` }];
}
