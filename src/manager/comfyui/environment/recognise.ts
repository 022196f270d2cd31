import { basename, dirname, join, resolve } from 'node:path';
import { msg, type Message, formatMessage } from '../../../contract/text/message';
import { isDirectory, listNames, pathExists } from '../../../base/files/files';
import type { Installation, InstallationKind, Recognition } from '../../../contract/installation';
import { findInterpreter } from '../../python/environment/interpreter';
import { readComfyVersion } from './version';

/** What the portable Windows build calls its Python folder; the first spelling is the one it ships with. */
const portablePythonNames = ['python_embeded', 'python_embedded'];

const kindNames: Record<InstallationKind, string> = {
  git: 'A git clone of ComfyUI',
  portable: 'A portable ComfyUI',
  desktop: 'A ComfyUI desktop install',
  folder: 'A ComfyUI folder without git',
};

interface Layout {
  kind: InstallationKind;
  rootDir: string;
  comfyDir: string | null;
  baseDir: string;
}

async function isComfyCode(folder: string): Promise<boolean> {
  if (!(await pathExists(join(folder, 'main.py')))) return false;
  const marks = await Promise.all(
    ['comfy', 'nodes.py', 'folder_paths.py'].map((name) => pathExists(join(folder, name))),
  );
  return marks.filter(Boolean).length >= 2;
}

async function hasPortablePython(folder: string): Promise<boolean> {
  const found = await Promise.all(portablePythonNames.map((name) => isDirectory(join(folder, name))));
  return found.includes(true);
}

/** A desktop install keeps its code inside its app; what people have is a base folder with an environment beside the data. */
async function isDesktopBase(folder: string): Promise<boolean> {
  const needed = await Promise.all(
    ['.venv', 'custom_nodes', 'models', 'user'].map((name) => isDirectory(join(folder, name))),
  );
  return needed.every(Boolean);
}

async function findLayout(folder: string): Promise<Layout | null> {
  if (await isComfyCode(folder)) {
    if (await hasPortablePython(dirname(folder))) {
      return { kind: 'portable', rootDir: dirname(folder), comfyDir: folder, baseDir: folder };
    }
    const kind = (await pathExists(join(folder, '.git'))) ? 'git' : 'folder';
    return { kind, rootDir: folder, comfyDir: folder, baseDir: folder };
  }
  const inner = join(folder, 'ComfyUI');
  if ((await hasPortablePython(folder)) && (await isComfyCode(inner))) {
    return { kind: 'portable', rootDir: folder, comfyDir: inner, baseDir: inner };
  }
  if (await isDesktopBase(folder)) return { kind: 'desktop', rootDir: folder, comfyDir: null, baseDir: folder };
  return null;
}

const standardFolders = ['custom_nodes', 'models', 'user', 'input', 'output', 'venv', '.venv', ...portablePythonNames];

interface Refusal {
  reason: Message;
  suggestion: Message;
  /** The folder that was meant. */
  folder: string | null;
}

/** Somebody pointed at a part of an installation, or at a file in it. */
async function explainPart(folder: string): Promise<Refusal | null> {
  const parent = dirname(folder);
  const isPart = standardFolders.includes(basename(folder)) || !(await isDirectory(folder));
  if (!isPart || !(await findLayout(parent))) return null;
  const reason = msg`${basename(folder)} is a part of a ComfyUI folder.`;
  return { reason, suggestion: msg`Choose the folder above it: ${parent}`, folder: parent };
}

async function explainInside(folder: string, names: readonly string[]): Promise<Refusal | null> {
  for (const child of names) {
    const inside = join(folder, child);
    if (!(await findLayout(inside))) continue;
    const reason = msg`${basename(folder)} is not a ComfyUI folder itself.`;
    return { reason, suggestion: msg`Choose the one inside it: ${inside}`, folder: inside };
  }
  return null;
}

/** Why a folder is no installation, in words that help to find the right one. */
async function explainFolder(folder: string): Promise<Refusal> {
  const name = basename(folder);
  const nowhere = { folder: null };
  if (!(await pathExists(folder)))
    return { reason: msg`There is no folder ${folder}.`, suggestion: msg`Choose a folder that exists.`, ...nowhere };
  const part = await explainPart(folder);
  if (part !== null) return part;
  const main = msg`Choose the folder that holds main.py.`;
  if (!(await isDirectory(folder)))
    return { reason: msg`${name} is a file, not a folder.`, suggestion: main, ...nowhere };
  const names = await listNames(folder);
  const inside = await explainInside(folder, names);
  if (inside !== null) return inside;
  if (names.length === 0) return { reason: msg`${name} is empty.`, suggestion: main, ...nowhere };
  return {
    reason: msg`${name} does not look like ComfyUI: main.py with the folder comfy beside it is missing.`,
    suggestion: msg`Choose the folder that holds main.py, the portable folder above it, or the base folder of a desktop install.`,
    ...nowhere,
  };
}

async function describeInstallation(layout: Layout, interpreter: string): Promise<Installation> {
  const { comfyDir, baseDir, rootDir } = layout;
  return {
    ...layout,
    customNodesDir: join(baseDir, 'custom_nodes'),
    userDir: join(baseDir, 'user'),
    interpreter: interpreter === '' ? await findInterpreter([comfyDir ?? baseDir, baseDir, rootDir]) : interpreter,
    version: comfyDir === null ? null : await readComfyVersion(comfyDir),
  };
}

function summarise({ kind, version, interpreter }: Installation): string {
  const python = interpreter === null ? 'No Python environment was found in it.' : '';
  return `${kindNames[kind]}${version === null ? '' : `, version ${version}`}. ${python}`.trim();
}

/**
 * Says whether a folder is a ComfyUI installation and of which kind: portable (the folder above or ComfyUI itself), git clone,
 * plain folder, or the base folder of a desktop install. `settings.interpreter` overrides the Python that is found; empty for none.
 */
export async function recogniseInstallation(folder: string, settings: { interpreter: string }): Promise<Recognition> {
  const chosen = resolve(folder);
  const layout = await findLayout(chosen);
  if (!layout) {
    const { reason, suggestion, folder } = await explainFolder(chosen);
    const words = { message: reason, remedy: suggestion };
    return { recognised: false, reason: formatMessage(reason), suggestion: formatMessage(suggestion), words, folder };
  }
  const installation = await describeInstallation(layout, settings.interpreter);
  return { recognised: true, installation, summary: summarise(installation) };
}
