import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { useLocation } from '../../navigation/location-store';
import { readUnneeded } from '../../state/comfyui/package-uses';
import { useQueue } from '../../state/queue/queue-store';
import { formatCount, formatList } from '../../texts/formatting';
import { listNewlyDone } from '../undo/batch-toast';

const id = 'unneeded-packages';
/** As long as the word of the uninstall beside it. */
const shownMs = 12_000;
/** More names than these are a number. */
const mostNames = 4;

function showUnneeded(): void {
  useLocation.getState().go({ place: 'comfyui', comfyTab: 'environment', packageFilter: 'unneeded' });
}

function ShowButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  const show = (): void => {
    onPress();
    showUnneeded();
  };
  return (
    <Button size="small" className="shrink-0" data-testid="toast-unneeded" onClick={show}>
      {t('task.unneeded.show')}
    </Button>
  );
}

/** After packs were uninstalled: which packages nobody needs any more, and the way to where they can go. */
export function useUnneededToasts(): void {
  const { t } = useTranslation();
  useEffect(() => {
    const tell = async (): Promise<void> => {
      // What cannot be read now can be looked up in its place later.
      const unneeded = await readUnneeded().catch(() => []);
      const { toast } = await import('sonner');
      if (unneeded.length === 0) return;
      const count = unneeded.length;
      const names = unneeded.map(({ name }) => name);
      const shown = count > mostNames ? [...names.slice(0, mostNames - 1), '…'] : names;
      toast.info(t('task.unneeded.title', { count, shown: formatCount(count) }), {
        ...{ id, duration: shownMs, description: formatList(shown) },
        action: <ShowButton onPress={() => toast.dismiss(id)} />,
      });
    };
    return useQueue.subscribe((now, before) => {
      if (listNewlyDone(before.view, now.view).some(({ kind }) => kind === 'uninstall')) void tell();
    });
  }, [t]);
}
