import type { PackRecord } from '../state/packs/pack-record';
import { useInstallation } from '../state/installation/installation-queries';

/** Where a pack lies, written with the separator of its own system. */
export function usePackPath(record: PackRecord): string {
  const root = useInstallation().data?.installation?.customNodesDir ?? 'custom_nodes';
  const separator = root.includes('\\') ? '\\' : '/';
  const isTucked = record.local?.enabled === false && record.local.source !== 'file';
  return [root, ...(isTucked ? ['.disabled'] : []), record.local?.name ?? record.title].join(separator);
}
