import { ArrowLeftRight, FileUp, FolderMinus, FolderPlus, FolderX, Server } from 'lucide-react';
import { t } from 'i18next';
import { askToClose, forgetFolder, openAnother, showFolder } from './installation-actions';
import { useInstallations } from '../state/installation/installation-queries';
import { openTransfer } from '../state/settings/settings-actions';
import { showConnect } from '../navigation/window-store';
import type { PaletteCommand } from './palette-command';

/** What can be done with installations: show, open another, take one along, close, forget. */
export function useInstallationCommands(): PaletteCommand[] {
  const rows = useInstallations();
  return [
    ...rows
      .filter((row) => !row.isShown && (row.isOpen || !row.isMissing))
      .map((row) => ({
        id: `installation-show ${row.folder}`,
        label: t('installations.switchTo', { name: row.name }),
        icon: ArrowLeftRight,
        run: () => void showFolder(row.folder),
      })),
    {
      id: 'installation-open',
      label: t('installations.another'),
      icon: FolderPlus,
      run: () => void openAnother(t('onboarding.dialogTitle')),
    },
    { id: 'installation-connect', label: t('remote.menu'), icon: Server, run: () => showConnect('') },
    { id: 'transfer', label: t('installations.transfer'), icon: FileUp, run: openTransfer },
    ...rows
      .filter(({ isOpen }) => isOpen)
      .map((row) => ({
        id: `installation-close ${row.folder}`,
        label: t('installations.closeOne', { name: row.name }),
        icon: FolderMinus,
        run: () => void askToClose(row),
      })),
    ...rows
      .filter(({ isOpen }) => !isOpen)
      .map((row) => ({
        id: `installation-forget ${row.folder}`,
        label: t('installations.forget', { name: row.name }),
        icon: FolderX,
        run: () => void forgetFolder(row.folder),
      })),
  ];
}
