import type { RegistryPack, VersionStatus } from './registry/registry-store';
import type { FileMap } from './zip';

/** One release of an invented pack. */
export interface Release {
  version: string;
  /** RFC 3339. */
  date: string;
  changelog: string;
  status?: VersionStatus;
}

/** An invented pack, from which its zip, its repository, its catalogue rows and its node map are made. */
export interface PackSeed {
  /** Registry id, or the repository name of a pack the registry does not know. */
  id: string;
  title: string;
  author: string;
  owner: string;
  repo: string;
  description: string;
  category: string;
  tags: string[];
  stars: number;
  /** Class names, each a real small node class. */
  nodes: string[];
  releases: Release[];
  /** `published`: versions with zips; `nightly`: a record without versions; `none`: not in the registry. */
  registry: 'published' | 'nightly' | 'none';
  /** Row in the channel list. */
  channel: 'git-clone' | 'copy' | 'none';
  requirements?: string[];
  /** `[project.optional-dependencies]` of its `pyproject.toml`. */
  optional?: Record<string, string[]>;
  /** Text at the top of `__init__.py`, e.g. an import. */
  preamble?: string;
  /** `install.py`. */
  installScript?: string;
  extraFiles?: FileMap;
  submodule?: { path: string; owner: string; repo: string };
}

/** Address of the pack's repository as catalogues and remotes write it. */
export function repositoryUrl(seed: Pick<PackSeed, 'owner' | 'repo'>): string {
  return `https://github.com/${seed.owner}/${seed.repo}`;
}

/** The pack's files at one version, in archive order. */
export function packFiles(seed: PackSeed, version: string): FileMap {
  if (seed.channel === 'copy') return { [`${seed.repo}.py`]: nodeModule(seed, version) };
  const files: FileMap = {
    '__init__.py': `${seed.preamble ?? ''}from .nodes import NODE_CLASS_MAPPINGS, NODE_DISPLAY_NAME_MAPPINGS\n\n__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS"]\n`,
    'nodes.py': nodeModule(seed, version),
    'pyproject.toml': pyproject(seed, version),
    'README.md': `# ${seed.title}\n\n${seed.description}\n\n## Nodes\n\n${seed.nodes.map((name) => `- ${name}`).join('\n')}\n`,
    LICENSE: `MIT License\n\nCopyright (c) 2025 ${seed.author}\n`,
  };
  if (seed.requirements) files['requirements.txt'] = `${seed.requirements.join('\n')}\n`;
  if (seed.installScript) files['install.py'] = seed.installScript;
  return { ...files, ...seed.extraFiles };
}

function pyproject(seed: PackSeed, version: string): string {
  const quote = (lines: readonly string[]): string => `[${lines.map((line) => `"${line}"`).join(', ')}]`;
  const groups = Object.entries(seed.optional ?? {}).map(([name, lines]) => `${name} = ${quote(lines)}`);
  return [
    '[project]',
    `name = "${seed.id}"`,
    `description = ${JSON.stringify(seed.description)}`,
    `version = "${version}"`,
    'license = { file = "LICENSE" }',
    `dependencies = ${quote(seed.requirements ?? [])}`,
    '',
    ...(groups.length > 0 ? ['[project.optional-dependencies]', ...groups, ''] : []),
    '[project.urls]',
    `Repository = "${repositoryUrl(seed)}"`,
    '',
    '[tool.comfy]',
    `PublisherId = "${seed.owner.toLowerCase()}"`,
    `DisplayName = "${seed.title}"`,
    '',
  ].join('\n');
}

function nodeModule(seed: PackSeed, version: string): string {
  const classes = seed.nodes.map(
    (name, index) => `
class Node${index}:
    CATEGORY = "${seed.category}"
    DESCRIPTION = ${JSON.stringify(`${name} of ${seed.title}`)}
    RETURN_TYPES = ("STRING",)
    FUNCTION = "run"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"text": ("STRING", {"default": "${version}"})}}

    def run(self, text):
        return (text,)

`,
  );
  const rows = seed.nodes.map((name, index) => `    ${JSON.stringify(name)}: Node${index},`);
  const titles = seed.nodes.map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(spaced(name))},`);
  return [
    `"""${seed.title} ${version}."""\n\n`,
    ...classes,
    `\nNODE_CLASS_MAPPINGS = {\n${rows.join('\n')}\n}\n\nNODE_DISPLAY_NAME_MAPPINGS = {\n${titles.join('\n')}\n}\n`,
  ].join('');
}

function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** The registry's view of a pack. */
export function registryPack(seed: PackSeed): RegistryPack {
  const first = seed.releases[0];
  return {
    id: seed.id,
    name: seed.title,
    description: seed.description,
    author: seed.author,
    publisher: { id: seed.owner.toLowerCase(), name: seed.author },
    repository: repositoryUrl(seed),
    license: '{"file": "LICENSE"}',
    category: seed.category,
    tags: seed.tags,
    githubStars: seed.stars,
    downloads: seed.stars * 37 + 11,
    createdAt: first?.date ?? '2025-01-01T00:00:00Z',
    nodes: seed.nodes,
    versions: (seed.registry === 'published' ? seed.releases : []).map((release) => ({
      version: release.version,
      createdAt: release.date,
      changelog: release.changelog,
      dependencies: seed.requirements ?? [],
      status: release.status ?? 'Active',
      files: packFiles(seed, release.version),
    })),
  };
}
