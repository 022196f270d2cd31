import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommitSpec } from './git-repos';
import type { FileMap } from './zip';

const sourceDir = fileURLToPath(new URL('./comfyui', import.meta.url));

/** Releases of the world's ComfyUI, oldest first; each is the tag `v<version>`. */
const comfyReleases = [
  { version: '0.3.60', date: '2025-09-23T20:00:00Z', frontend: '1.23.4' },
  { version: '0.3.61', date: '2025-10-01T20:00:00Z', frontend: '1.23.4' },
  { version: '0.3.62', date: '2025-10-08T20:00:00Z', frontend: '1.24.4' },
] as const;

/** Releases of a newer core: it knows `--enable-manager`, says `supports_v4`, and turns requests of other sites away. */
const newerReleases = [
  { version: '0.38.0', date: '2026-09-01T20:00:00Z', frontend: '1.23.4' },
  { version: '0.38.1', date: '2026-09-20T20:00:00Z', frontend: '1.24.4' },
] as const;

/** Which ComfyUI a world has: `old` stands at v0.3.61 with one release above it, `newer` at v0.38.0 with one above it. */
export type ComfyCore = 'old' | 'newer';

/** The tag a world's folder stands at in the beginning. */
export function firstTag(core: ComfyCore): string {
  return core === 'newer' ? `v${newerReleases[0].version}` : 'v0.3.61';
}

/** The commits of `comfyanonymous/ComfyUI`: the tagged releases, then two on `master`. */
export async function comfyCommits(core: ComfyCore = 'old'): Promise<CommitSpec[]> {
  const source = await readSource();
  const published = core === 'newer' ? [...comfyReleases, ...newerReleases] : comfyReleases;
  const releases: CommitSpec[] = published.map((release) => ({
    message: `ComfyUI v${release.version}`,
    files: { ...source, ...versionFiles(release) },
    date: release.date,
    tags: [`v${release.version}`],
  }));
  return [...releases, ...laterCommits];
}

/** A release that no environment can take, for `git.commit`: its requirements name a package that is on no index. */
export function unresolvableRelease(version: string): Promise<CommitSpec & { branch: string }> {
  return releaseAsking(version, ['numpy', 'nowhere-dep==9.9']);
}

/** A release with requirement lines, and files, of the caller's, for `git.commit`. It stands on a branch of its own. */
export async function releaseAsking(
  version: string,
  requirements: readonly string[],
  more: FileMap = {},
): Promise<CommitSpec & { branch: string }> {
  const release = { version, date: '2025-10-20T20:00:00Z', frontend: '1.24.4' };
  const files = { ...(await readSource()), ...versionFiles(release) };
  return {
    message: `ComfyUI v${version}`,
    files: { ...files, 'requirements.txt': `${requirements.join('\n')}\n`, ...more },
    date: release.date,
    tags: [`v${version}`],
    branch: `release-${version}`,
  };
}

/** A release that gives a function of `comfy/cli_args.py` another name and brings a node class, in a commit of its own below the tag; for `git.commit`, on a branch of its own. */
export async function breakingRelease(version: string): Promise<(CommitSpec & { branch: string })[]> {
  const release = { version, date: '2025-10-26T20:00:00Z', frontend: '1.24.4' };
  const files = { ...(await readSource()), ...versionFiles(release) };
  const branch = `release-${version}`;
  const options = String(files['comfy/cli_args.py']).replaceAll('one_of(', 'exclusive(');
  const parts = { message: `ComfyUI v${version}`, date: release.date, tags: [`v${version}`], branch };
  return [
    { message: `Prepare v${version}`, files, date: '2025-10-24T20:00:00Z', branch },
    {
      message: 'Say what exclusive switches are',
      files: { 'comfy/cli_args.py': options },
      date: '2025-10-25T20:00:00Z',
      branch,
    },
    { ...parts, files: { 'comfy_extras/nodes_lamp.py': 'NODE_CLASS_MAPPINGS = {"WorldLamp": object}\n' } },
  ];
}

const laterCommits: CommitSpec[] = [
  {
    message: 'Explain the folders in the readme',
    files: { 'README.md': '# ComfyUI\n\nModels go to models/, packs to custom_nodes/.\n' },
    date: '2025-10-10T09:00:00Z',
  },
  { message: 'Note for translators', files: { 'TRANSLATING.md': 'Thank you!\n' }, date: '2025-10-11T09:00:00Z' },
];

async function readSource(): Promise<FileMap> {
  const files: FileMap = {};
  for (const entry of await readdir(sourceDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes('__pycache__')) continue;
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(sourceDir.length + 1).replaceAll('\\', '/');
    files[name === 'gitignore.txt' ? '.gitignore' : name] = await readFile(file);
  }
  return { ...files, 'README.md': '# ComfyUI\n', LICENSE: 'Part of the demo world.\n', ...exampleFiles };
}

const exampleFiles: FileMap = {
  'custom_nodes/example_node.py.example':
    '# Copy this to a .py file to make a node of your own.\nNODE_CLASS_MAPPINGS = {}\n',
  'extra_model_paths.yaml.example':
    '#other_ui:\n#    base_path: path/to/other/\n#    checkpoints: models/checkpoints\n',
};

function versionFiles(release: { version: string; frontend: string }): FileMap {
  const requirements = [
    'torch',
    'torchvision',
    'torchaudio',
    'numpy',
    'pyyaml',
    'pillow',
    'safetensors',
    'transformers',
  ];
  return {
    'comfyui_version.py': `# Written by the release script.\n__version__ = "${release.version}"\n`,
    'pyproject.toml': `[project]\nname = "ComfyUI"\nversion = "${release.version}"\nrequires-python = ">=3.9"\n`,
    'requirements.txt': `comfyui-frontend-package==${release.frontend}\n${requirements.join('\n')}\n`,
  };
}
