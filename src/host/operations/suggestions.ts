import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listNames } from '../../base/files/files';
import type { Recognition } from '../../contract/installation';
import { listRunning } from './running-comfy';

const maxSuggestions = 12;
const maxCandidates = 60;

export interface Places {
  homeDir: string;
  documentsDir: string;
  desktopDir: string;
  downloadsDir: string;
  /** Where programs keep their own files. */
  appDataDir: string;
  platform: NodeJS.Platform;
}

export interface Suggestions {
  /** Those that run first, then those opened before. */
  folders: string[];
  running: string[];
}

type Recognise = (folder: string) => Promise<Recognition>;

/**
 * ComfyUI folders worth offering: those that run, those opened before, then those found in the usual places, beside the known ones, and where other
 * programs that install ComfyUI put it. Only what `recognise` accepts is offered.
 */
export async function suggestFolders(
  places: Places,
  recent: readonly string[],
  recognise: Recognise,
): Promise<Suggestions> {
  const running = await keepRecognised(await listRunning(), recognise);
  const found = await Promise.all([
    ...listParents(places, recent).map(findComfyNames),
    findByPinokio(places),
    findByDesktopApp(places),
  ]);
  const candidates = [...new Set([...running, ...recent, ...found.flat()])].slice(0, maxCandidates);
  return { folders: (await keepRecognised(candidates, recognise)).slice(0, maxSuggestions), running };
}

/** The folders in which people, and programs for them, put a ComfyUI. */
function listParents(places: Places, recent: readonly string[]): string[] {
  const { homeDir, documentsDir, desktopDir, downloadsDir, platform } = places;
  const drives = platform === 'win32' ? ['C:\\', 'D:\\', 'E:\\'] : ['/opt'];
  const near = [homeDir, documentsDir, desktopDir, downloadsDir, ...drives];
  const matrix = [places.appDataDir, ...near].flatMap((folder) => [
    join(folder, 'StabilityMatrix', 'Packages'),
    join(folder, 'StabilityMatrix', 'Data', 'Packages'),
  ]);
  return [...new Set([...recent.map((folder) => dirname(folder)), ...near, ...matrix])];
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

/** Pinokio keeps what it installs in the folder `app` of a script of the person's choice. */
async function findByPinokio({ homeDir, platform }: Places): Promise<string[]> {
  const homes = [join(homeDir, 'pinokio'), ...(platform === 'win32' ? ['C:\\pinokio'] : [])];
  const scripts = await Promise.all(homes.map((home) => findComfyNames(join(home, 'api'))));
  return scripts.flat().map((folder) => join(folder, 'app'));
}

/** The desktop app of ComfyUI notes the folder that a person chose for it. */
async function findByDesktopApp({ appDataDir }: Places): Promise<string[]> {
  try {
    const config: unknown = JSON.parse(await readFile(join(appDataDir, 'ComfyUI', 'config.json'), 'utf8'));
    const basePath = typeof config === 'object' && config !== null && 'basePath' in config ? config.basePath : null;
    return typeof basePath === 'string' ? [basePath] : [];
  } catch {
    // There is none, or it is being written.
    return [];
  }
}

async function keepRecognised(folders: readonly string[], recognise: Recognise): Promise<string[]> {
  const checked = await Promise.all(folders.map((folder) => isRecognised(folder, recognise)));
  return folders.filter((_, index) => checked[index]);
}

async function isRecognised(folder: string, recognise: Recognise): Promise<boolean> {
  try {
    return (await recognise(folder)).recognised;
  } catch {
    return false;
  }
}
