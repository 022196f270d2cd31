import { Pin, PinOff } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { releaseHolds } from '../../state/packs/holds';
import type { PackRecord } from '../../state/packs/pack-record';
import { packSelection } from '../../state/packs/pack-selection';
import { formatCount } from '../../texts/formatting';
import { holdAtOnce } from '../hold-at-once';
import { usePackCommands } from '../pack-commands';
import { sortHolds } from './selection-commands';

/** Holds the checked packs at their versions at once, and releases those that are held. */
export function SelectionHolds({ records }: { records: readonly PackRecord[] }) {
  const { hold: askReason } = usePackCommands();
  const { free, held } = sortHolds(records);
  const hold = (): void => {
    packSelection.clear();
    void holdAtOnce({ records: free, onReason: askReason });
  };
  const release = (): void => {
    packSelection.clear();
    void releaseHolds(held);
  };
  return (
    <>
      {free.length > 0 && (
        <Button size="small" icon={<Pin size={13} />} data-testid="selection-hold" onClick={hold}>
          {t('selection.order', { action: t('holds.confirm'), shown: formatCount(free.length) })}
        </Button>
      )}
      {held.length > 0 && (
        <Button size="small" icon={<PinOff size={13} />} data-testid="selection-release" onClick={release}>
          {t('selection.order', { action: t('holds.release'), shown: formatCount(held.length) })}
        </Button>
      )}
    </>
  );
}
