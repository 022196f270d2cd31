import { join } from 'node:path';
import { readTextIfPresent } from '../../../base/files/files';
import { readTextNow } from '../../../base/files/read-whole';
import { readProjectTable } from '../../../base/text/project-table';

const assignedVersion = /^__version__\s*=\s*["']([^"']+)["']/m;

interface VersionFiles {
  /** Text of `comfyui_version.py`. */
  module: string | null;
  /** Text of `pyproject.toml`. */
  project: string | null;
}

function versionIn({ module, project }: VersionFiles): string | null {
  const assigned = module === null ? undefined : assignedVersion.exec(module)?.[1];
  if (assigned) return assigned;
  return readProjectTable(project)?.version ?? null;
}

const filesIn = (comfyDir: string) =>
  ({ module: join(comfyDir, 'comfyui_version.py'), project: join(comfyDir, 'pyproject.toml') }) as const;

/** The version of a ComfyUI folder as its own files say it: `comfyui_version.py`, else `pyproject.toml`; null when neither does. */
export async function readComfyVersion(comfyDir: string): Promise<string | null> {
  const { module, project } = filesIn(comfyDir);
  return versionIn({ module: await readTextIfPresent(module), project: await readTextIfPresent(project) });
}

/** The same of another version of the code. `read`: the text of one of its files, null for one that is not there. */
export async function readVersionThrough(read: (name: string) => Promise<string | null>): Promise<string | null> {
  const [module, project] = await Promise.all([read('comfyui_version.py'), read('pyproject.toml')]);
  return versionIn({ module, project });
}

/** The same without waiting, from two small files. A file that cannot be read counts as absent. */
export function readComfyVersionNow(comfyDir: string): string | null {
  const { module, project } = filesIn(comfyDir);
  return versionIn({ module: readTextNow(module), project: readTextNow(project) });
}
