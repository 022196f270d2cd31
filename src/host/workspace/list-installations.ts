import { isDirectory } from '../../base/files/files';
import type { Installation, InstallationRow } from '../../contract/installation';
import { isRemoteFolder } from '../../contract/remote/names';
import type { QueueView } from '../../contract/tasks/tasks';
import type { FolderStore } from '../store/folder-store';
import type { Instance } from './instances';
import type { FolderRecord } from '../store/stored-state';

/** An open installation and what it does; of one on another machine nothing stops when it is closed here. */
export interface OpenInstallation {
  folder: string;
  name: string;
  isShown: boolean;
  isRemote: boolean;
  /** Null until it was told. */
  queue: QueueView | null;
  /** Whether its ComfyUI runs, or is on its way up or down, as a process of this app. */
  isComfyRunning: boolean;
  /** Where that listens, or would. */
  comfyPort: number | null;
}

const working: ReadonlySet<string | null> = new Set(['starting', 'running', 'stopping']);

/** Last part of a path, in the way of either system. */
export function nameFolder(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder;
}

/** What a person calls an installation. */
export function nameInstallation({ rootDir, remote }: Pick<Installation, 'rootDir' | 'remote'>): string {
  return remote?.title ?? nameFolder(rootDir);
}

/** The open installation of an instance, with what it is doing; nothing for a vacant one. */
export function describeOpen(instance: Instance, shown: Instance | null): OpenInstallation[] {
  const opened = instance.slot.current();
  if (!opened) return [];
  const folder = opened.installation.rootDir;
  const { comfy, comfyPort, queue } = instance.activity;
  const facts = { queue: queue(), isComfyRunning: working.has(comfy()), comfyPort: comfyPort() };
  return [
    {
      folder,
      name: nameInstallation(opened.installation),
      isShown: instance === shown,
      isRemote: opened.core.remote !== undefined,
      ...facts,
    },
  ];
}

/** The rows of the switcher: the remembered folders in their order, then what is open and not remembered, which is the demo. */
export async function listInstallations(
  instances: readonly Instance[],
  shown: Instance | null,
  folderStore: Pick<FolderStore, 'list'>,
): Promise<InstallationRow[]> {
  const open = instances.flatMap((instance) => {
    const current = instance.slot.current();
    return current ? [composeOpenRow(instance, current, shown)] : [];
  });
  const records = folderStore.list();
  const remembered = records.map(
    (record) => open.find(({ folder }) => folder === record.folder) ?? composeClosedRow(record),
  );
  const unremembered = open.filter(({ folder }) => !records.some((record) => record.folder === folder));
  return Promise.all([...remembered, ...unremembered].map(withPresence));
}

function composeOpenRow(
  { activity, port }: Instance,
  { installation, kind: coreKind, core }: NonNullable<ReturnType<Instance['slot']['current']>>,
  shown: Instance | null,
): InstallationRow {
  const { rootDir, kind, version, remote } = installation;
  const queue = activity.queue();
  return {
    ...{ folder: rootDir, name: nameInstallation(installation), kind, version, apiPort: port },
    ...(remote && { remote, connection: core.remote?.connection() }),
    isOpen: true,
    isShown: shown?.slot.current()?.installation.rootDir === rootDir,
    isDemo: coreKind === 'demo',
    isMissing: false,
    comfy: activity.comfy(),
    running: queue?.running.length ?? 0,
    pending: queue?.pending.length ?? 0,
  };
}

function composeClosedRow({ folder, kind, version, remote }: FolderRecord): InstallationRow {
  const closed = { isOpen: false, isShown: false, isDemo: false, isMissing: false };
  return {
    folder,
    name: nameInstallation({ rootDir: folder, remote }),
    kind,
    version,
    ...(remote && { remote }),
    ...closed,
    comfy: null,
    running: 0,
    pending: 0,
    apiPort: null,
  };
}

async function withPresence(row: InstallationRow): Promise<InstallationRow> {
  return { ...row, isMissing: !isRemoteFolder(row.folder) && !(await isDirectory(row.folder)) };
}
