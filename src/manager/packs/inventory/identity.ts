import { join } from 'node:path';
import { parseGitAddress, repositoryKey } from '../../../base/git/address';
import { findGitFolder, readGitHead, readGitUpstream, type GitFolder } from '../../../base/git/files';
import { readTextNow } from '../../../base/files/read-whole';
import { statOrNull } from '../../../base/files/stat';
import { readProjectTable } from '../../../base/text/project-table';
import { findFileNameProblem } from '../../../contract/file-names';
import { findPackNameProblem } from '../../../contract/packs/pack-names';
import type { PackSource } from '../../../contract/packs/local-packs';
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

/** The name and version in a `pyproject.toml` text; null when it has no usable name. Old and current TOML are both read. */
function parseProject(text: string | null): ProjectFile | null {
  const { name = null, version, repository = null } = readProjectTable(text) ?? {};
  // The id names the folder of a disabled copy, and so does the version: neither may lead elsewhere.
  if (name === null || findPackNameProblem(name) !== null) return null;
  const isName = version != null && findFileNameProblem(version) === null;
  return { name, version: isName ? normaliseVersion(version) : '', repository };
}

/** Reads `<dir>/pyproject.toml`; null when missing or unusable. */
function readProject(dir: string): ProjectFile | null {
  return parseProject(readTextNow(join(dir, 'pyproject.toml')));
}

/** What the pack in a folder calls itself; null when it says nothing usable. */
export function readProjectName(dir: string): string | null {
  return readProject(dir)?.name ?? null;
}

/** The lines of `.tracking`: every name of the archive the pack came from; null when the pack has none. */
export function readTracking(dir: string): string[] | null {
  const text = readTextNow(join(dir, '.tracking'));
  if (text === null) return null;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** ComfyUI-Manager has two homes; the old address is the one other programs expect (docs/reference/on-disk.md 7). */
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

/** The registry id that installing as nightly wrote into the clone (docs/reference/on-disk.md 6). */
function readCnrId(git: GitFolder): string | null {
  const text = readTextNow(join(git.gitDir, '.cnr-id'))?.trim();
  return text === undefined || findPackNameProblem(text) !== null ? null : text;
}

/** What the files of a pack folder say, before the catalogue is asked which registry id a repository has. */
export type PackFacts =
  | (Omit<PackIdentity, 'source'> & {
      source: 'git';
      git: GitFolder;
      /** The address as the catalogue knows it. */
      remote: string;
      /** The same as the files of the clone have it. */
      address: string;
    })
  | { source: 'registry'; git: GitFolder | null; project: ProjectFile }
  | { source: 'folder'; git: GitFolder | null };

function readCloneFacts(git: GitFolder): PackFacts | null {
  const head = readGitHead(git);
  const upstream = readGitUpstream(git, head);
  // Without a remote nobody can say what it is: the reference calls that a plain folder.
  if (upstream === null) return null;
  const remote = canonicalRemote(upstream.url);
  const details = { version: head.commit ?? '', registryId: readCnrId(git), branch: head.branch };
  return { source: 'git', git, remote, address: upstream.url, ...details, ...describeRemote(remote) };
}

function readRegistryFacts(dir: string, git: GitFolder | null): PackFacts | null {
  if (statOrNull(join(dir, '.tracking')) === null) return null;
  const project = readProject(dir);
  return project === null ? null : { source: 'registry', git, project };
}

/**
 * Reads what a pack folder is (docs/reference/on-disk.md 4 and 7): a clone when it has a repository with a remote, a registry pack when it has
 * `.tracking` and a usable `pyproject.toml`, else a plain folder.
 */
export function readPackFacts(dir: string): PackFacts {
  const git = findGitFolder(dir);
  return (git === null ? null : readCloneFacts(git)) ?? readRegistryFacts(dir, git) ?? { source: 'folder', git };
}

type RegistryIdOf = (repository: string) => string | null;

function nameRegistryPack({ name, version, repository }: ProjectFile, registryIdOf: RegistryIdOf): PackIdentity {
  const known = repository === null ? null : registryIdOf(repository);
  const registryId = known !== null && isSameId(known, name) ? known : name;
  const address = repository === null ? null : (parseGitAddress(repository)?.normalised ?? null);
  return { source: 'registry', version, registryId, auxId: null, repository: address, branch: null };
}

/** Names a pack by what its files say. `registryIdOf` maps repositories to registry ids without network. */
export function nameFacts(facts: PackFacts, registryIdOf: RegistryIdOf): PackIdentity {
  if (facts.source === 'registry') return nameRegistryPack(facts.project, registryIdOf);
  if (facts.source === 'folder') {
    return { source: 'folder', version: '', registryId: null, auxId: null, repository: null, branch: null };
  }
  const { source, version, auxId, repository, branch } = facts;
  return { source, version, registryId: facts.registryId ?? registryIdOf(facts.remote), auxId, repository, branch };
}

/** Says what a pack folder is. */
export function identifyPack(dir: string, registryIdOf: RegistryIdOf): PackIdentity {
  return nameFacts(readPackFacts(dir), registryIdOf);
}

/** Registry ids ignore letter case. */
export function isSameId(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.toLowerCase() === b.toLowerCase();
}

interface Grouped {
  registryId: string | null;
  repository: string | null;
  originName: string;
}

/** Addresses are taken to pieces once per copy: whoever looks for one pack asks for the groups of all. */
const groupOf = new WeakMap<Grouped, string>();

/** Equal for copies of one pack: its registry id, else its repository, else its place. The copy must not be changed afterwards. */
export function packGroup(pack: Grouped): string {
  const group = groupOf.get(pack) ?? readGroup(pack);
  groupOf.set(pack, group);
  return group;
}

function readGroup(pack: Grouped): string {
  if (pack.registryId !== null) return `id:${pack.registryId.toLowerCase()}`;
  const key = pack.repository === null ? null : repositoryKey(pack.repository);
  return key === null ? `name:${pack.originName}` : `repo:${key}`;
}
