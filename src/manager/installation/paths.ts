import { dirname, join } from 'node:path';
import type { Installation } from '../../contract/installation';
import { ensureFolder, volumeOf } from '../../base/files/files';
import { makePrivate } from '../../base/files/private-folder';
import { ensureOwnFolder, refuseLinksIn, type Notify } from '../../base/files/quarantine';

/** Every folder and file of one installation, computed once. Names below `managerDir` are the reference's; `desktopDir` is ours. */
export interface Paths {
  customNodesDir: string;
  disabledDir: string;
  managerDir: string;
  configFile: string;
  channelsFile: string;
  pipOverridesFile: string;
  pipBlacklistFile: string;
  cacheDir: string;
  batchHistoryDir: string;
  snapshotsDir: string;
  /** Our own files: queue journal, history, logs. */
  desktopDir: string;
  queueFile: string;
  historyFile: string;
  originsFile: string;
  groupsFile: string;
  holdsFile: string;
  /** What the last checks for updates of packs found. */
  packUpdatesFile: string;
  /** One file per change of packs that is under way. */
  journalDir: string;
  /** What each change did, so that it can be taken back. */
  changesDir: string;
  taskLogsDir: string;
  /** One file per change of Python packages that is under way. */
  packageJournalDir: string;
  /** Prepared changes, on the volume of `custom_nodes` so that the swap is one rename. */
  stagingDir: string;
  /** Models that are on their way: no start empties it. */
  downloadsDir: string;
  /** Files that come from another machine, until they have served. Made when the first one comes. */
  uploadsDir: string;
  /** What changes removed or replaced, kept until it is old or there is too much of it. */
  trashDir: string;
}

/** Our folder inside custom_nodes, used only where nothing else shares its volume. ComfyUI skips what ends in `.disabled`. */
export const innerWorkFolder = '.comfyui-manager-desktop.disabled';

/**
 * Where prepared changes live: in the user folder when it shares a volume with custom_nodes, else beside custom_nodes,
 * else (custom_nodes is a mount of its own) inside it under a name that ComfyUI skips.
 */
async function findWorkDir({ customNodesDir }: Installation, desktopDir: string): Promise<string> {
  await Promise.all([desktopDir, customNodesDir].map(ensureFolder));
  const parent = dirname(customNodesDir);
  const [ours, packs, beside] = await Promise.all([desktopDir, customNodesDir, parent].map(volumeOf));
  if (ours === packs) return desktopDir;
  return beside === packs ? join(parent, '.comfyui-manager-desktop') : join(customNodesDir, innerWorkFolder);
}

/**
 * Makes the folder of the app in an installation, for this account alone, and answers where it is. Throws `path-outside-root` when it, what is above it below the user folder, or
 * something directly in it is a link: whoever made the installation could have files of a person replaced and removed.
 */
export async function ensureDesktopDir(userDir: string, notify: Notify): Promise<string> {
  const desktopDir = join(userDir, '__manager', 'desktop');
  await ensureOwnFolder(desktopDir, userDir, notify);
  await refuseLinksIn(desktopDir);
  // History and logs name files, packs and models of a person, and print what programs said.
  makePrivate(desktopDir);
  return desktopDir;
}

/** Computes the paths of an installation and makes the folders that must exist. What lies in their place is set aside and told. */
export async function createPaths(installation: Installation, notify: Notify = () => undefined): Promise<Paths> {
  const desktopDir = await ensureDesktopDir(installation.userDir, notify);
  const managerDir = dirname(desktopDir);
  const workDir = await findWorkDir(installation, desktopDir);
  const paths: Paths = {
    customNodesDir: installation.customNodesDir,
    disabledDir: join(installation.customNodesDir, '.disabled'),
    managerDir,
    configFile: join(managerDir, 'config.ini'),
    channelsFile: join(managerDir, 'channels.list'),
    pipOverridesFile: join(managerDir, 'pip_overrides.json'),
    pipBlacklistFile: join(managerDir, 'pip_blacklist.list'),
    cacheDir: join(managerDir, 'cache'),
    batchHistoryDir: join(managerDir, 'batch_history'),
    snapshotsDir: join(managerDir, 'snapshots'),
    desktopDir,
    queueFile: join(desktopDir, 'queue.jsonl'),
    historyFile: join(desktopDir, 'history.jsonl'),
    originsFile: join(desktopDir, 'disabled-origins.json'),
    groupsFile: join(desktopDir, 'optional-groups.json'),
    holdsFile: join(desktopDir, 'holds.json'),
    packUpdatesFile: join(desktopDir, 'pack-updates.json'),
    changesDir: join(desktopDir, 'changes'),
    journalDir: join(desktopDir, 'journal'),
    taskLogsDir: join(desktopDir, 'task-logs'),
    packageJournalDir: join(desktopDir, 'package-journal'),
    downloadsDir: join(desktopDir, 'downloads'),
    uploadsDir: join(desktopDir, 'uploads'),
    stagingDir: join(workDir, 'staging'),
    trashDir: join(workDir, 'trash'),
  };
  const below = [paths.cacheDir, paths.batchHistoryDir, paths.snapshotsDir, paths.changesDir, paths.journalDir];
  below.push(paths.taskLogsDir, paths.packageJournalDir, paths.downloadsDir);
  await Promise.all([
    ...below.map((folder) => ensureOwnFolder(folder, managerDir, notify)),
    ...[paths.stagingDir, paths.trashDir].map((folder) => ensureOwnFolder(folder, dirname(workDir), notify)),
  ]);
  await refuseLinksIn(workDir);
  makePrivate(paths.taskLogsDir);
  return paths;
}
