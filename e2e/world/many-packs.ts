import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git-repos';
import { packFiles, registryPack, repositoryUrl, type PackSeed } from './pack-seed';
import type { World } from './world';

/** A clone that was installed: its folder name, its repository, and whether the remote has moved on. */
export interface ManyGitPack {
  name: string;
  owner: string;
  repo: string;
  /** Registry id of a nightly; null for a clone that the registry does not know. */
  cnrId: string | null;
  hasUpdate: boolean;
}

/** What `installManyPacks` made. */
export interface ManyPacks {
  git: ManyGitPack[];
  registry: { id: string; hasUpdate: boolean }[];
}

type Place = Pick<World, 'comfyui' | 'git' | 'registry' | 'root'>;

const owner = 'many-packs';
const releases = [
  { version: '1.0.0', date: '2025-02-03T09:00:00Z', changelog: 'First release.' },
  { version: '1.1.0', date: '2025-04-15T14:30:00Z', changelog: 'A second one.' },
];

function seedOf(kind: 'git' | 'registry', index: number): PackSeed {
  const id = `many-${kind}-${String(index).padStart(3, '0')}`;
  const isRegistry = kind === 'registry';
  return {
    ...{ id, title: id, author: 'Many', owner, repo: id, description: 'One of many.', category: 'many', tags: [] },
    ...{ stars: index, nodes: [`Many${kind}${index}A`, `Many${kind}${index}B`], channel: 'none' },
    releases: isRegistry && index % 2 === 0 ? releases.slice(0, 1) : releases,
    registry: isRegistry ? 'published' : 'nightly',
  };
}

/** Installs `count` packs in a few seconds: half real clones of real repositories, half registry packs; every second one has an update. */
export async function installManyPacks(world: Place, count: number): Promise<ManyPacks> {
  const half = Math.floor(count / 2);
  const registry: ManyPacks['registry'] = [];
  for (let index = 0; index < count - half; index += 1) {
    const seed = seedOf('registry', index);
    world.registry.publish(registryPack(seed));
    await world.comfyui.placeRegistryPack(seed.id, '1.0.0');
    registry.push({ id: seed.id, hasUpdate: seed.releases.length > 1 });
  }
  return { registry, git: await installClones(world, half) };
}

interface Template {
  bareDir: string;
  cloneDir: string;
  /** A chain of commits over one tree: every clone can stand on one of its own, and its files are right. */
  commits: string[];
}

async function makeTemplate(world: Place, length: number): Promise<Template> {
  const files = packFiles({ ...seedOf('git', 0), id: 'many-git' }, '1.0.0');
  const commits = Array.from({ length }, (_, index) => ({
    message: `Commit ${index}`,
    files: index === 0 ? files : {},
    date: new Date(Date.UTC(2025, 0, 1, 0, index)).toISOString(),
  }));
  await world.git.createRepo(owner, 'template', commits);
  const bareDir = world.git.bareDir(owner, 'template');
  const cloneDir = join(world.root, 'many-packs-template');
  await git(['clone', '--quiet', '--no-hardlinks', '--template=', bareDir, cloneDir]);
  for (const name of ['packed-refs', 'logs']) await rm(join(cloneDir, '.git', name), { recursive: true, force: true });
  const hashes = await git(['rev-list', '--reverse', 'master'], { cwd: bareDir });
  return { bareDir, cloneDir, commits: hashes.split('\n') };
}

async function installClones(world: Place, count: number): Promise<ManyGitPack[]> {
  const template = await makeTemplate(world, count + 1);
  const packs = Array.from({ length: count }, (_, index): ManyGitPack & { index: number } => {
    const { id } = seedOf('git', index);
    return { name: id, owner, repo: id, cnrId: index % 4 < 2 ? id : null, hasUpdate: index % 2 === 1, index };
  });
  const waiting = [...packs];
  const worker = async () => {
    for (let pack = waiting.shift(); pack; pack = waiting.shift()) await installClone(world, template, pack);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  await rm(template.cloneDir, { recursive: true });
  return packs.map(({ index: _, ...pack }) => pack);
}

async function installClone(world: Place, template: Template, pack: ManyGitPack & { index: number }): Promise<void> {
  const { bareDir, cloneDir, commits } = template;
  const here = commits[pack.index] ?? '';
  const there = commits[pack.index + (pack.hasUpdate ? 1 : 0)] ?? '';
  const remoteDir = world.git.bareDir(pack.owner, pack.repo);
  await cp(bareDir, remoteDir, { recursive: true });
  await writeFile(join(remoteDir, 'refs', 'heads', 'master'), `${there}\n`);
  world.git.adopt(pack.owner, pack.repo);
  const folder = join(world.comfyui.customNodesDir, pack.name);
  await cp(cloneDir, folder, { recursive: true });
  const gitDir = join(folder, '.git');
  const config = await readFile(join(gitDir, 'config'), 'utf8');
  await writeFile(join(gitDir, 'config'), config.replace(/^\turl = .*$/m, `\turl = ${repositoryUrl(pack)}`));
  for (const place of ['heads', 'remotes/origin']) {
    await mkdir(join(gitDir, 'refs', place), { recursive: true });
    await writeFile(join(gitDir, 'refs', place, 'master'), `${here}\n`);
  }
  if (pack.cnrId === null) return;
  world.registry.publish(registryPack(seedOf('git', pack.index)));
  await writeFile(join(gitDir, '.cnr-id'), pack.cnrId);
}
