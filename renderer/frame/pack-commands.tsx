import { ArrowUp, FileArchive, GitBranch } from 'lucide-react';
import { t } from 'i18next';
import { packOrders } from '../state/acts/pack-orders';
import { chooseArchive } from '../state/packs/install-sources';
import { useLocation } from '../navigation/location-store';
import { openInstallDialog, openReview } from '../navigation/window-store';
import { listUpdates } from '../state/packs/pack-index';
import { usePacks } from '../state/packs/use-packs';
import { formatCount, lastSegment } from '../texts/formatting';
import type { PaletteCommand } from './palette-command';

async function installArchive(title: string): Promise<void> {
  const path = await chooseArchive(title);
  if (path !== undefined) openInstallDialog({ kind: 'archive', path, name: lastSegment(path) });
}

/** What can be done at once with the pack that is chosen in the list. */
export function useChosenPackCommands(): PaletteCommand[] {
  const { packIndex } = usePacks();
  const key = useLocation((state) => (state.place === 'packs' ? state.packKey : null));
  const record = key === null ? undefined : packIndex.findByKey(key);
  if (record === undefined) return [];
  return packOrders
    .filter(({ doors, when }) => doors.includes('palette') && when(record))
    .map(({ id, icon, words, run }) => ({
      id: `chosen-${id}`,
      label: t('actions.of', { action: words(), name: record.title }),
      icon,
      run: () => run([record]),
    }));
}

/** What can be done about packs from any place. */
export function usePackPaletteCommands(): PaletteCommand[] {
  const { packIndex } = usePacks();
  const count = listUpdates(packIndex).length;
  const review = count === 0 ? t('palette.review') : t('palette.reviewCount', { number: formatCount(count) });
  return [
    { id: 'review', label: review, icon: ArrowUp, run: () => openReview('packs') },
    {
      id: 'install-git',
      label: t('palette.installGit'),
      icon: GitBranch,
      run: () => openInstallDialog({ kind: 'empty' }),
    },
    {
      id: 'install-archive',
      operation: 'desktop.chooseArchive',
      label: t('palette.installArchive'),
      icon: FileArchive,
      run: () => void installArchive(t('installFrom.chooseTitle')),
    },
  ];
}
