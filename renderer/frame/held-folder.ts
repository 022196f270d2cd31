import { t } from 'i18next';
import type { EventPayload } from '../../src/contract/events';
import { showButtonToast } from '../components/feedback/button-toast';
import { describeError } from '../texts/core-sentences';
import { formatSentences } from '../texts/formatting';
import { showFolder } from './installation-actions';

/** Says that another app has a folder, or may have it. What was taken from this window stays until the person has seen it. */
export function tellHeldFolder({ folder, state, error }: EventPayload<'cmd-folder-held'>): void {
  const isLost = state === 'lost';
  showButtonToast({
    id: `held ${folder}`,
    title: () => t(isLost ? 'held.lost' : 'held.waiting', { name: folder.split(/[\\/]/).at(-1) }),
    description: () => {
      const { text, remedy } = describeError(error);
      return formatSentences(text, remedy);
    },
    tone: 'warning',
    isLasting: isLost,
    acts: isLost
      ? [
          { label: () => t('held.openAgain'), testId: 'toast-held-open', run: () => void showFolder(folder) },
          { label: () => t('app.dismiss'), testId: 'toast-held-dismiss', tone: 'quiet', run: () => undefined },
        ]
      : [],
  });
}
