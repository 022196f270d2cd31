import { useEffect } from 'react';
import { t } from 'i18next';
import { showButtonToast } from '../../components/feedback/button-toast';
import { go } from '../../navigation/location-store';
import { readUnneeded } from '../../state/comfyui/package-uses';
import { useQueue } from '../../state/queue/queue-store';
import { formatCount, formatList } from '../../texts/formatting';
import { listNewlyDone } from '../undo/batch-toast';

/** More names than these are a number. */
const mostNames = 4;

function showUnneeded(): void {
  go({ place: 'comfyui', comfyTab: 'environment', packageFilter: 'unneeded' });
}

/** After packs were uninstalled: which packages nobody needs any more, and the way to where they can go. */
export function useUnneededToasts(): void {
  useEffect(() => {
    const showIfAny = async (): Promise<void> => {
      // What cannot be read now can be looked up in its place later.
      const unneeded = await readUnneeded().catch(() => []);
      if (unneeded.length === 0) return;
      const count = unneeded.length;
      const names = unneeded.map(({ name }) => name);
      const shown = count > mostNames ? [...names.slice(0, mostNames - 1), '…'] : names;
      showButtonToast({
        ...{ id: 'unneeded-packages', tone: 'info', description: () => formatList(shown) },
        title: () => t('unneeded.title', { count, shown: formatCount(count) }),
        acts: [{ label: () => t('unneeded.show'), testId: 'toast-unneeded', run: showUnneeded }],
      });
    };
    return useQueue.subscribe((now, before) => {
      if (listNewlyDone(before.view, now.view).some(({ kind }) => kind === 'uninstall')) void showIfAny();
    });
  }, []);
}
