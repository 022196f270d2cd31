import { ArrowUp, FileArchive, GitBranch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { chooseArchive } from '../state/packs/install-sources';
import { openInstallDialog, showReview } from '../navigation/window-store';
import { lastSegment } from '../texts/formatting';
import type { PaletteCommand } from './palette-command';

async function installArchive(title: string): Promise<void> {
  const path = await chooseArchive(title);
  if (path !== undefined) openInstallDialog({ kind: 'archive', path, name: lastSegment(path) });
}

/** What can be done about packs from any place. */
export function usePackPaletteCommands(): PaletteCommand[] {
  const { t } = useTranslation();
  return [
    { id: 'review', label: t('palette.review'), icon: <ArrowUp size={16} />, run: () => showReview(true) },
    {
      id: 'install-git',
      label: t('palette.installGit'),
      icon: <GitBranch size={16} />,
      run: () => openInstallDialog({ kind: 'empty' }),
    },
    {
      id: 'install-archive',
      label: t('palette.installArchive'),
      icon: <FileArchive size={16} />,
      run: () => void installArchive(t('installFrom.chooseTitle')),
    },
  ];
}
