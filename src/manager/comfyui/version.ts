import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { readTextIfPresent } from '../../base/files';

const assignedVersion = /^__version__\s*=\s*["']([^"']+)["']/m;

function readProjectVersion(text: string): string | null {
  try {
    const { project } = parseToml(text);
    if (typeof project !== 'object' || !('version' in project)) return null;
    return typeof project.version === 'string' ? project.version : null;
  } catch {
    return null;
  }
}

/** The version of a ComfyUI folder as its own files say it: `comfyui_version.py`, else `pyproject.toml`; null when neither does. */
export async function readComfyVersion(comfyDir: string): Promise<string | null> {
  const module = await readTextIfPresent(join(comfyDir, 'comfyui_version.py'));
  const assigned = module === null ? undefined : assignedVersion.exec(module)?.[1];
  if (assigned) return assigned;
  const project = await readTextIfPresent(join(comfyDir, 'pyproject.toml'));
  return project === null ? null : readProjectVersion(project);
}
