import { join } from 'node:path';
import { readFileSync, statSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { parseGitAddress, repositoryKey } from '../../base/git-address';
import { findGitFolder, readGitHead, readGitUpstream, type GitFolder } from '../../base/git-files';
import type { PackSource } from '../../contract/packs';
import { normaliseVersion } from './versions';

/** What a folder says about itself, read from its files only. */
export interface PackIdentity {
  source: Exclude<PackSource, 'file'>;
  /** Normalised version of a registry pack, commit of a clone, empty when unknown. */
  version: string;
  /** As the pack writes it, letter case kept. */
  registryId: string | null;
  auxId: string | null;
  repository: string | null;
  branch: string | null;
}

interface ProjectFile {
  name: string;
  version: string;
  repository: string | null;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Asking first is cheaper than a failed read: the scan meets many files that are not there. */
function hasFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function textAt(value: unknown, ...keys: string[]): string | null {
  let current: unknown = value;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null) return null;
    const found = Object.entries(current).find(([name]) => name.toLowerCase() === key);
    current = found?.[1];
  }
  return typeof current === 'string' && current.trim() !== '' ? current.trim() : null;
}

/** The name and version in a `pyproject.toml` text; null when it has no usable name. Old and current TOML are both read. */
function parseProject(text: string): ProjectFile | null {
  let document: unknown;
  try {
    document = parseToml(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  const name = textAt(document, 'project', 'name');
  if (name === null) return null;
  const version = textAt(document, 'project', 'version') ?? '';
  return {
    name,
    version: version === '' ? '' : normaliseVersion(version),
    repository: textAt(document, 'project', 'urls', 'repository'),
  };
}

/** Reads `<dir>/pyproject.toml`; null when missing or unusable. */
function readProject(dir: string): ProjectFile | null {
  const text = readText(join(dir, 'pyproject.toml'));
  return text === null ? null : parseProject(text);
}

/** The lines of `.tracking`: every name of the archive the pack came from; null when the pack has none. */
export function readTracking(dir: string): string[] | null {
  const text = readText(join(dir, '.tracking'));
  if (text === null) return null;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** ComfyUI-Manager has two homes; the old address is the one other programs expect (operations.md 2.1). */
function canonicalRemote(url: string): string {
  return url.includes('Comfy-Org/ComfyUI-Manager') ? 'https://github.com/ltdrdata/ComfyUI-Manager' : url;
}

function lastSegment(url: string): string {
  return (
    url
      .replace(/\/+$/, '')
      .split(/[/:]/)
      .at(-1)
      ?.replace(/\.git$/, '') ?? url
  );
}

function describeRemote(url: string): { auxId: string; repository: string } {
  const address = parseGitAddress(url);
  if (address === null) return { auxId: lastSegment(url), repository: url };
  return { auxId: address.githubId ?? lastSegment(url), repository: address.normalised };
}

/** The registry id that installing as nightly wrote into the clone (operations.md 1.6). */
function readCnrId(git: GitFolder): string | null {
  const marker = join(git.gitDir, '.cnr-id');
  const text = hasFile(marker) ? readText(marker)?.trim() : undefined;
  return text === undefined || text === '' ? null : text;
}

function describeClone(git: GitFolder, registryIdOf: (repository: string) => string | null): PackIdentity | null {
  const head = readGitHead(git);
  const upstream = readGitUpstream(git, head);
  // Without a remote nobody can say what it is: the reference calls that a plain folder.
  if (upstream === null) return null;
  const url = canonicalRemote(upstream.url);
  const registryId = readCnrId(git) ?? registryIdOf(url);
  return { source: 'git', version: head.commit ?? '', registryId, ...describeRemote(url), branch: head.branch };
}

function describeRegistryPack(dir: string, registryIdOf: (repository: string) => string | null): PackIdentity | null {
  if (!hasFile(join(dir, '.tracking'))) return null;
  const project = readProject(dir);
  if (project === null) return null;
  const known = project.repository === null ? null : registryIdOf(project.repository);
  const registryId = known !== null && isSameId(known, project.name) ? known : project.name;
  const repository = project.repository === null ? null : (parseGitAddress(project.repository)?.normalised ?? null);
  return { source: 'registry', version: project.version, registryId, auxId: null, repository, branch: null };
}

/**
 * Says what a pack folder is (operations.md 1.4, 2.2-2.4): a clone when it has a repository with a remote, a registry pack when it has
 * `.tracking` and a usable `pyproject.toml`, else a plain folder. `registryIdOf` maps repositories to registry ids without network.
 */
export function identifyPack(dir: string, registryIdOf: (repository: string) => string | null): PackIdentity {
  const git = findGitFolder(dir);
  const found = (git === null ? null : describeClone(git, registryIdOf)) ?? describeRegistryPack(dir, registryIdOf);
  return found ?? { source: 'folder', version: '', registryId: null, auxId: null, repository: null, branch: null };
}

/** Registry ids ignore letter case. */
export function isSameId(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.toLowerCase() === b.toLowerCase();
}

/** Equal for copies of one pack: its registry id, else its repository, else its place. */
export function packGroup(pack: { registryId: string | null; repository: string | null; originName: string }): string {
  if (pack.registryId !== null) return `id:${pack.registryId.toLowerCase()}`;
  const key = pack.repository === null ? null : repositoryKey(pack.repository);
  return key === null ? `name:${pack.originName}` : `repo:${key}`;
}
