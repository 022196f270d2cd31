import { join, resolve } from 'node:path';
import type { Installation } from '../../../contract/installation';

/** What ComfyUI's arguments say about where models lie. */
export interface LaunchFolders {
  modelsDir: string;
  outputDir: string;
  /** Further paths files, in the order ComfyUI reads them. */
  pathFiles: string[];
}

function textsIn(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (text): text is string => typeof text === 'string',
  );
}

/**
 * Reads `--models-directory`, `--output-directory` and `--extra-model-paths-config` (docs/reference/on-disk.md 11) from arguments as ComfyUI
 * names them inside. Relative ones start from its code folder, in which it is started.
 */
export function readLaunchFolders(
  { baseDir, comfyDir }: Pick<Installation, 'baseDir' | 'comfyDir'>,
  given: Readonly<Record<string, unknown>>,
): LaunchFolders {
  const folderOf = (name: string, otherwise: string) => {
    const last = textsIn(given[name]).at(-1);
    return last === undefined ? otherwise : resolve(comfyDir ?? baseDir, last);
  };
  return {
    modelsDir: folderOf('models_directory', join(baseDir, 'models')),
    outputDir: folderOf('output_directory', join(baseDir, 'output')),
    pathFiles: textsIn(given['extra_model_paths_config']).map((file) => resolve(comfyDir ?? baseDir, file)),
  };
}
