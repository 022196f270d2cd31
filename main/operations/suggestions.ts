import { basename, dirname, join } from 'node:path';
import { listNames } from '../../src/base/files/files';
import type { Recognition } from '../../src/contract/installation';

const maxSuggestions = 8;
const maxCandidates = 40;

export interface Places {
  homeDir: string;
  documentsDir: string;
  desktopDir: string;
  downloadsDir: string;
  platform: NodeJS.Platform;
}

/**
 * ComfyUI folders worth offering: those opened before, then those found in the usual places and beside the known ones.
 * Only what `recognise` accepts is offered.
 */
export async function suggestFolders(
  places: Places,
  recent: readonly string[],
  recognise: (folder: string) => Promise<Recognition>,
): Promise<string[]> {
  const parents = listParents(places, recent);
  const found = (await Promise.all(parents.map(findComfyNames))).flat();
  const candidates = [...new Set([...recent, ...found])].slice(0, maxCandidates);
  const checked = await Promise.all(candidates.map((folder) => isRecognised(folder, recognise)));
  return candidates.filter((_, index) => checked[index]).slice(0, maxSuggestions);
}

/** The folders in which people put a ComfyUI. */
function listParents(places: Places, recent: readonly string[]): string[] {
  const { homeDir, documentsDir, desktopDir, downloadsDir, platform } = places;
  const drives = platform === 'win32' ? ['C:\\', 'D:\\', 'E:\\'] : ['/opt'];
  return [
    ...new Set([
      ...recent.map((folder) => dirname(folder)),
      homeDir,
      documentsDir,
      desktopDir,
      downloadsDir,
      ...drives,
    ]),
  ];
}

async function findComfyNames(parentDir: string): Promise<string[]> {
  try {
    const names = await listNames(parentDir);
    return names.filter((name) => /comfy/i.test(basename(name))).map((name) => join(parentDir, name));
  } catch {
    // A folder that may not be read has no suggestions.
    return [];
  }
}

async function isRecognised(folder: string, recognise: (folder: string) => Promise<Recognition>): Promise<boolean> {
  try {
    return (await recognise(folder)).recognised;
  } catch {
    return false;
  }
}
