import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../world/python-env';

/** Versions of ComfyUI's official built web UI that the suite drives, newest first (docs/reference/web-ui.md 1). */
export const webUiVersions = ['1.58.1', '1.53.10', '1.42.15', '1.41.21'] as const;

export type WebUiVersion = (typeof webUiVersions)[number];

/** A front end for `--front-end-root`, or why there is none here. */
export type FrontEnd = { root: string } | { missing: string };

/** Takes a version of the Python package `comfyui-frontend-package` from the Python index into the cache folder. */
export async function frontEnd(version: WebUiVersion): Promise<FrontEnd> {
  try {
    const folder = await packageFolder('comfyui-frontend-package', version);
    const root = join(folder, 'comfyui_frontend_package', 'static');
    await access(join(root, 'index.html'));
    return { root };
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { missing: `The Python index did not give comfyui-frontend-package ${version}: ${lines.at(-1) ?? ''}` };
  }
}
