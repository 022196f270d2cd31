import { useEffect } from 'react';
import { call } from '../bridge';
import { listUpdates } from '../state/packs/pack-index';
import { usePacks } from '../state/packs/use-packs';

/** The window waits, because right after a change other work is more urgent. */
const delayMs = 1000;

/**
 * Tells the tray how many packs have an update. The window knows it from the list it shows; the core would have to read the whole
 * catalogue for this one number.
 */
export function useReportUpdates(folder: string | null): void {
  const { packIndex, isLoading } = usePacks();
  useEffect(() => {
    if (isLoading || folder === null) return undefined;
    const report = () => {
      const count = listUpdates(packIndex).length;
      // A failure does no harm: the tray then lacks the row.
      call('desktop.noteUpdates', { folder, count }).catch(() => undefined);
    };
    const timer = window.setTimeout(report, delayMs);
    return () => window.clearTimeout(timer);
  }, [packIndex, isLoading, folder]);
}
