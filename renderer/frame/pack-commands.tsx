import { ArrowUp, Bookmark, FileArchive, GitBranch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { chooseArchive } from '../state/packs/install-sources';
import { useLocation } from '../navigation/location-store';
import { readView, useSavedViews } from '../navigation/saved-views';
import { openInstallDialog, openReview } from '../navigation/window-store';
import { listUpdates } from '../state/packs/pack-index';
import { usePacks } from '../state/packs/use-packs';
import { formatCount, lastSegment } from '../texts/formatting';
import type { PaletteCommand } from './palette-command';

async function installArchive(title: string): Promise<void> {
  const path = await chooseArchive(title);
  if (path !== undefined) openInstallDialog({ kind: 'archive', path, name: lastSegment(path) });
}

/** What can be done about packs from any place. */
export function usePackPaletteCommands(): PaletteCommand[] {
  const { t } = useTranslation();
  const { packIndex } = usePacks();
  const count = listUpdates(packIndex).length;
  const review = count === 0 ? t('palette.review') : t('palette.reviewCount', { number: formatCount(count) });
  const views = useSavedViews((state) => state.views);
  const go = useLocation((state) => state.go);
  return [
    ...views.map((view) => ({
      id: `view ${view.name}`,
      label: t('palette.view', { name: view.name }),
      icon: <Bookmark size={16} />,
      run: () => go(readView(view)),
    })),
    { id: 'review', label: review, icon: <ArrowUp size={16} />, run: () => openReview('packs') },
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
