import { packFiles, registryPack, repositoryUrl, type PackSeed } from './pack-seed';
import type { ChannelFile } from './channel-host';
import type { GitHost } from './git-host';
import { gitmodules, type CommitSpec } from './git-repos';
import type { CivitaiModel } from './models/civitai-host';
import type { ModelFile } from './models/model-bytes';
import type { RegistryHost } from './registry/registry-host';

/** Weight files of the world, small enough for a test. */
export const worldModels: ModelFile[] = [
  { org: 'demo-weights', repo: 'tiny-checkpoint', file: 'tiny_checkpoint.safetensors', sizeBytes: 3_000_000 },
  { org: 'demo-weights', repo: 'tiny-vae', file: 'tiny_vae.safetensors', sizeBytes: 400_000 },
  { org: 'demo-weights', repo: 'tiny-lora', file: 'tiny_lora.safetensors', sizeBytes: 120_000 },
  { org: 'demo-weights', repo: 'tiny-upscaler', file: 'tiny_upscaler.pth', sizeBytes: 250_000 },
  {
    org: 'demo-weights',
    repo: 'tiny-faces',
    file: 'tiny_faces.zip',
    sizeBytes: 0,
    members: { 'tiny_faces/detect.onnx': 60_000, 'tiny_faces/align/points.onnx': 20_000 },
  },
  { org: 'demo-weights', repo: 'tiny-janus', file: 'config.json', sizeBytes: 300 },
  { org: 'demo-weights', repo: 'tiny-janus', file: 'model-00001-of-00002.safetensors', sizeBytes: 150_000 },
  { org: 'demo-weights', repo: 'tiny-janus', file: 'model-00002-of-00002.safetensors', sizeBytes: 90_000 },
  { org: 'demo-weights', repo: 'tiny-janus', file: 'tokenizer/vocab.json', sizeBytes: 2_000 },
  { org: 'outsider', repo: 'unlisted', file: 'stranger.safetensors', sizeBytes: 50_000 },
  { org: 'outsider', repo: 'unlisted', file: 'stranger.ckpt', sizeBytes: 30_000 },
];

/** What Civitai has. */
export const civitaiModels: CivitaiModel[] = [
  {
    name: 'Paper Lantern Style',
    type: 'LORA',
    baseModel: 'SDXL 1.0',
    file: 'paper_lantern.safetensors',
    sizeBytes: 90_000,
  },
  {
    name: 'Lantern Portraits',
    type: 'Checkpoint',
    baseModel: 'SD 1.5',
    file: 'lantern_v2.safetensors',
    sizeBytes: 200_000,
  },
];

interface ListedModel {
  repo: string;
  type: string;
  savePath: string;
  size: string;
}

/** Which of them the channel's list names. */
const listedModels: ListedModel[] = [
  { repo: 'tiny-checkpoint', type: 'checkpoint', savePath: 'default', size: '3.00MB' },
  { repo: 'tiny-vae', type: 'VAE', savePath: 'vae/Demo', size: '0.40MB' },
  { repo: 'tiny-lora', type: 'lora', savePath: 'default', size: '120KB' },
  { repo: 'tiny-upscaler', type: 'upscale', savePath: 'default', size: '0.25MB' },
  { repo: 'tiny-faces', type: 'insightface', savePath: 'insightface/models', size: '80KB' },
  { repo: 'tiny-janus', type: 'Janus-Pro', savePath: 'Janus-Pro', size: '0.24MB' },
];

/** Address of a pack as the channel's `files` writes it. */
function channelAddress(seed: PackSeed): string {
  return seed.channel === 'copy' ? `${repositoryUrl(seed)}/raw/master/${seed.repo}.py` : repositoryUrl(seed);
}

/** The six channel files for a set of packs. */
export function channelContent(seeds: PackSeed[]): Record<ChannelFile, unknown> {
  const listed = seeds.filter((seed) => seed.channel !== 'none');
  const favorites = seeds.filter((seed) => seed.registry !== 'none' && seed.stars > 2500).map((seed) => seed.id);
  return {
    'custom-node-list.json': { custom_nodes: listed.map(channelRow) },
    'extension-node-map.json': Object.fromEntries([coreNodes(), ...listed.map(nodeMapRow)]),
    'model-list.json': { models: listedModels.map(modelRow) },
    'alter-list.json': { items: alternatives(listed) },
    'github-stats.json': Object.fromEntries(listed.map(statsRow)),
    'extras.json': { favorites },
  };
}

function channelRow(seed: PackSeed): Record<string, unknown> {
  return {
    author: seed.author,
    title: seed.title,
    ...(seed.registry === 'none' ? {} : { id: seed.id }),
    reference: repositoryUrl(seed),
    files: [channelAddress(seed)],
    install_type: seed.channel,
    description: seed.description,
  };
}

function nodeMapRow(seed: PackSeed): [string, unknown] {
  return [channelAddress(seed), [seed.nodes, { title_aux: seed.title }]];
}

function coreNodes(): [string, unknown] {
  const names = ['EmptyLatentImage', 'KSampler', 'SaveImage'];
  return ['https://github.com/comfyanonymous/ComfyUI', [names, { title_aux: 'ComfyUI' }]];
}

function statsRow(seed: PackSeed): [string, unknown] {
  const updated = seed.releases.at(-1)?.date ?? '2025-01-01T00:00:00Z';
  const row = {
    stars: seed.stars,
    last_update: updated.slice(0, 19).replace('T', ' '),
    author_account_age_days: 400 + seed.stars,
  };
  return [repositoryUrl(seed), row];
}

function alternatives(seeds: PackSeed[]): Record<string, string>[] {
  const picked = seeds.filter((seed) => ['controlnet', 'detailer', 'upscale'].includes(seed.category));
  return picked.map((seed) => ({ id: repositoryUrl(seed), tags: seed.category, description: seed.description }));
}

function modelRow({ repo, type, savePath, size }: ListedModel): Record<string, string> {
  const files = worldModels.filter((model) => model.repo === repo);
  const [model] = files;
  if (model === undefined) throw new Error(`There is no model ${repo} in the world`);
  const isWhole = files.length > 1;
  const path = `${model.org}/${repo}`;
  return {
    name: repo,
    type,
    base: 'Demo',
    save_path: savePath,
    description: `A ${type} of seeded noise, for trying downloads`,
    reference: `https://huggingface.co/${path}`,
    filename: isWhole ? '<huggingface>' : model.file,
    url: isWhole ? path : `https://huggingface.co/${path}/resolve/main/${model.file}`,
    size,
  };
}

/** Publishes the packs in the registry and creates their repositories, submodules first. */
export async function publishPacks(seeds: PackSeed[], hosts: { registry: RegistryHost; git: GitHost }): Promise<void> {
  for (const seed of seeds) if (seed.registry !== 'none') hosts.registry.publish(registryPack(seed));
  const waiting = [...seeds];
  const worker = async () => {
    for (let seed = waiting.shift(); seed; seed = waiting.shift()) await createPackRepo(seed, hosts.git);
  };
  await Promise.all([worker(), worker(), worker()]);
}

async function createPackRepo(seed: PackSeed, git: GitHost): Promise<void> {
  const submodule = seed.submodule && { ...seed.submodule, commit: await createSubmodule(seed.submodule, git) };
  await git.createRepo(seed.owner, seed.repo, packCommits(seed, submodule));
}

function createSubmodule(target: { owner: string; repo: string }, git: GitHost): Promise<string> {
  const files = { 'shapes.py': 'SHAPES = ("box", "tall box", "flat box")\n' };
  return git.createRepo(target.owner, target.repo, [{ message: 'Shapes', files, date: '2025-01-05T10:00:00Z' }]);
}

/** One tagged commit per release, then one more, so that nightly differs from every version. */
function packCommits(
  seed: PackSeed,
  submodule: { path: string; owner: string; repo: string; commit: string } | undefined,
): CommitSpec[] {
  const extra = submodule ? gitmodules({ [submodule.path]: repositoryUrl(submodule) }) : {};
  const commits: CommitSpec[] = seed.releases.map((release) => ({
    message: `${release.version}\n\n${release.changelog}`,
    files: { ...packFiles(seed, release.version), ...extra },
    date: release.date,
    tags: [`v${release.version}`],
    submodules: submodule ? [{ path: submodule.path, commit: submodule.commit }] : [],
  }));
  return [
    ...commits,
    {
      message: 'Plans for the next version',
      files: { 'CHANGES.md': 'Next: more of the same.\n' },
      date: '2025-10-01T07:00:00Z',
    },
  ];
}
