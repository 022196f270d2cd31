import { join } from 'node:path';
import { findGitFolder, readGitHead } from '../../../base/git/files';
import { statOrNull } from '../../../base/files/stat';
import type { ComfyBuild } from '../../../contract/comfyui/comfyui-versions';
import { readComfyVersionNow } from './version';

/** Reads which ComfyUI lies on disk. Asked often: its files are read again only when their times or sizes are others. */
export function createBuildReader(comfyDir: string | null): () => ComfyBuild {
  if (comfyDir === null) return () => ({ version: null, commit: null });
  const files = ['comfyui_version.py', 'pyproject.toml'].map((name) => join(comfyDir, name));
  let known: { stamp: string; version: string | null } | null = null;
  const readVersion = (): string | null => {
    const stamp = files
      .map((file) => statOrNull(file))
      .map((stats) => `${stats?.mtimeMs ?? ''} ${stats?.size ?? ''} ${stats?.ino ?? ''}`)
      .join();
    if (known?.stamp !== stamp) known = { stamp, version: readComfyVersionNow(comfyDir) };
    return known.version;
  };
  return () => {
    const folder = findGitFolder(comfyDir);
    return { version: readVersion(), commit: folder === null ? null : readGitHead(folder).commit };
  };
}

/** Whether a process runs other code than lies on disk now. */
export function isOtherBuild(running: ComfyBuild, installed: ComfyBuild): boolean {
  return running.version !== installed.version || running.commit !== installed.commit;
}
