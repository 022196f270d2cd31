import { t } from 'i18next';
import type { InstallationRow } from '../../src/contract/installation';

/** What an installation is doing, in a few words: its ComfyUI, and how many tasks run or wait. */
export function describeDoing(row: InstallationRow): string {
  if (row.isMissing && !row.isOpen) return t('installations.missing');
  if (!row.isOpen) return t('installations.notOpen');
  if (row.connection && row.connection.state !== 'connected') return t(`remote.states.${row.connection.state}`);
  const tasks = row.running + row.pending;
  const words = [row.comfy && t(`comfy.states.${row.comfy}`), tasks > 0 && t('installations.tasks', { count: tasks })];
  return words.filter(Boolean).join(' · ');
}
