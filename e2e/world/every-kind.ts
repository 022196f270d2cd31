import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitSpec } from './git-repos';
import { packFiles, registryPack, type PackSeed } from './pack-seed';
import type { World } from './world';

/** Thirty packs by kind. Clones and registry packs by folder name or id, the rest by its name below `custom_nodes`. */
export interface EveryKind {
  /** Clones that the registry knows; each repository has three commits, the clone stands on the last. */
  nightly: string[];
  /** Clones that the registry does not know. */
  unknown: string[];
  /** Registry packs with the versions 1.0.0, 1.1.0 and 1.2.0; installed at 1.1.0. */
  registry: string[];
  disabledRegistry: string[];
  disabledNightly: string[];
  disabledUnknown: string[];
  plainFolders: string[];
  files: string[];
  /** Their names without `.disabled`. */
  disabledFiles: string[];
}

type Place = Pick<World, 'comfyui' | 'git' | 'registry'>;

const owner = 'every-kind';

function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${word}-${index + 1}`);
}

/** Names of the thirty packs. */
function nameThem(): EveryKind {
  return {
    nightly: numbered('kind-nightly', 6),
    unknown: numbered('Kind-Clone', 5),
    registry: numbered('kind-registry', 8),
    disabledRegistry: numbered('kind-asleep', 3),
    disabledNightly: numbered('kind-nightly-asleep', 1),
    disabledUnknown: numbered('Kind-Clone-Asleep', 1),
    plainFolders: numbered('kind of folder', 2),
    files: ['kind_file_1.py', 'kind_file_2.py', 'kind_file_3.py'],
    disabledFiles: ['kind_file_4.py'],
  };
}

function seedOf(id: string, registry: PackSeed['registry']): PackSeed {
  const dates = ['2025-02-03T09:00:00Z', '2025-04-15T14:30:00Z', '2025-08-21T18:05:00Z'];
  return {
    ...{ id, title: id, author: 'Every Kind', owner, repo: id, description: 'One of a kind.', category: 'kind' },
    ...{ tags: [], stars: 1, nodes: [`${id.replaceAll('-', '')}Node`], registry, channel: 'none' },
    releases: dates.map((date, index) => ({ version: `1.${index}.0`, date, changelog: `Release ${index}.` })),
  };
}

/** Installs thirty packs, at least one of every kind that can lie in `custom_nodes`. */
export async function installEveryKind(world: Place): Promise<EveryKind> {
  const names = nameThem();
  for (const id of [...names.registry, ...names.disabledRegistry]) {
    world.registry.publish(registryPack(seedOf(id, 'published')));
    await world.comfyui.placeRegistryPack(id, '1.1.0', { disabled: names.disabledRegistry.includes(id) });
  }
  for (const id of [...names.nightly, ...names.disabledNightly]) await installNightly(world, id);
  for (const name of [...names.unknown, ...names.disabledUnknown]) await installClone(world, name);
  await disableByHand(world, names.disabledNightly, '@nightly');
  await disableByHand(world, names.disabledUnknown, '');
  const code = 'NODE_CLASS_MAPPINGS = {}\n';
  await world.comfyui.placeFiles({
    ...Object.fromEntries(names.plainFolders.map((name) => [`${name}/__init__.py`, code])),
    ...Object.fromEntries(names.files.map((name) => [name, code])),
    ...Object.fromEntries(names.disabledFiles.map((name) => [`${name}.disabled`, code])),
  });
  return names;
}

function threeCommits(seed: PackSeed): CommitSpec[] {
  return seed.releases.map(({ version, date }) => ({ message: version, files: packFiles(seed, version), date }));
}

async function installNightly({ comfyui, git, registry }: Place, id: string): Promise<void> {
  const seed = seedOf(id, 'nightly');
  registry.publish(registryPack(seed));
  await git.createRepo(owner, id, threeCommits(seed));
  await comfyui.placeClone(owner, id, { cnrId: id });
}

async function installClone({ comfyui, git }: Place, name: string): Promise<void> {
  await git.createRepo(owner, name, threeCommits(seedOf(name, 'none')));
  await comfyui.placeClone(owner, name);
}

/** Moves packs to where a manager puts disabled ones (docs/reference/on-disk.md 3). */
async function disableByHand({ comfyui }: Place, names: readonly string[], suffix: string): Promise<void> {
  const disabledDir = join(comfyui.customNodesDir, '.disabled');
  await mkdir(disabledDir, { recursive: true });
  for (const name of names) await rename(join(comfyui.customNodesDir, name), join(disabledDir, `${name}${suffix}`));
}
