import { isDirectory } from '../../base/files/files';
import type { Installation, InstallationRow } from '../../contract/installation';
import type { QueueView } from '../../contract/tasks/tasks';
import type { FolderStore } from '../store/folder-store';
import type { Instance } from './instances';
import type { FolderRecord } from '../store/stored-state';

/** An open installation and what would stop with it. */
export interface OpenInstallation {
  folder: string;
  name: string;
  isShown: boolean;
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

/** The open installation of an instance, with what it is doing; nothing for a vacant one. */
export function describeOpen(instance: Instance, shown: Instance | null): OpenInstallation[] {
  const opened = instance.slot.current();
  if (!opened) return [];
  const folder = opened.installation.rootDir;
  const { comfy, comfyPort, queue } = instance.activity;
  const facts = { queue: queue(), isComfyRunning: working.has(comfy()), comfyPort: comfyPort() };
  return [{ folder, name: nameFolder(folder), isShown: instance === shown, ...facts }];
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
  { installation, kind: coreKind }: { installation: Installation; kind: string },
  shown: Instance | null,
): InstallationRow {
  const { rootDir, kind, version } = installation;
  const queue = activity.queue();
  return {
    ...{ folder: rootDir, name: nameFolder(rootDir), kind, version, apiPort: port },
    isOpen: true,
    isShown: shown?.slot.current()?.installation.rootDir === rootDir,
    isDemo: coreKind === 'demo',
    isMissing: false,
    comfy: activity.comfy(),
    running: queue?.running.length ?? 0,
    pending: queue?.pending.length ?? 0,
  };
}

function composeClosedRow({ folder, kind, version }: FolderRecord): InstallationRow {
  const closed = { isOpen: false, isShown: false, isDemo: false, isMissing: false };
  return {
    folder,
    name: nameFolder(folder),
    kind,
    version,
    ...closed,
    comfy: null,
    running: 0,
    pending: 0,
    apiPort: null,
  };
}

async function withPresence(row: InstallationRow): Promise<InstallationRow> {
  return { ...row, isMissing: !(await isDirectory(row.folder)) };
}
