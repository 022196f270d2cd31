import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import { cleanEnvironment } from '../../../base/process/run';
import { isListedFile } from '../../../contract/text/model-file';

/** What lies beside weights: configurations, vocabularies, notes and previews. Nothing that a system starts has such a name. */
const besideWeights = /\.(?:json|txt|model|vocab|csv|info|md|png|jpe?g|webp|gif|mp4)$/iu;

/** Whether a file moves with a folder of models: weights, and what lies beside them. */
export const isOfLibrary = (name: string): boolean => isListedFile(name) || besideWeights.test(name);

/** Names of folders that a system, a login or a program reads for what it starts or obeys, on whatever disk: hidden ones (of a home), those of logins, those of packs and ours. */
const obeyed =
  /^(?:\..*|appdata|programdata|system32|start menu|startup|autostart|launchagents|launchdaemons|custom_nodes|__manager)$/iu;

/** Folders of the system, without the drive. */
const ofSystem: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/bin',
    '/boot',
    '/etc',
    '/lib',
    '/lib32',
    '/lib64',
    '/proc',
    '/sbin',
    '/sys',
    '/usr',
    '/var/lib',
    '/var/spool',
  ],
  darwin: ['/applications', '/bin', '/etc', '/library', '/private/etc', '/sbin', '/system', '/usr'],
  win32: ['/windows', '/program files', '/program files (x86)'],
};

interface Machine {
  platform: NodeJS.Platform;
  homeDir: string;
  /** The folders of PATH. */
  programFolders: readonly string[];
}

/** The folder of the system or of programs that a place lies in, as far as names tell; null where it may hold models. `real`: where the place is, without links. Pure. */
export function findObeyedFolder(real: string, { platform, homeDir, programFolders }: Machine): string | null {
  const plain = (path: string): string => {
    if (platform === 'linux') return path;
    const spelled = path.toLowerCase();
    return platform === 'win32' ? spelled.replaceAll('\\', '/').replace(/^[a-z]:/u, '') : spelled;
  };
  const place = plain(real);
  const isWithin = (folder: string): boolean => folder.length > 1 && `${place}/`.startsWith(`${folder}/`);
  const named = place.split('/').findIndex((name) => obeyed.test(name));
  if (named >= 0)
    return place
      .split('/')
      .slice(0, named + 1)
      .join('/');
  const ofHome = platform === 'darwin' ? [`${homeDir}/Library`, `${homeDir}/Applications`] : [];
  const folders = [...(ofSystem[platform] ?? []), ...[...programFolders, ...ofHome].map(plain)];
  return folders.find(isWithin) ?? null;
}

/** The ComfyUI that a place lies in; null for none, and for a folder directly in it, beside its `models`. */
async function findComfyAround(real: string): Promise<string | null> {
  for (let at = dirname(dirname(real)); at !== dirname(at); at = dirname(at)) {
    const marks = await Promise.all(['main.py', 'custom_nodes'].map((name) => pathExists(join(at, name))));
    if (marks.every(Boolean)) return at;
  }
  return null;
}

/** The folder that keeps a place from being one of models: of the system, of programs, or of a ComfyUI. Null: it may be one. */
export async function findForeignFolder(real: string): Promise<string | null> {
  const programFolders = (cleanEnvironment()['PATH'] ?? '').split(delimiter);
  const { platform } = process;
  return findObeyedFolder(real, { platform, homeDir: homedir(), programFolders }) ?? findComfyAround(real);
}
