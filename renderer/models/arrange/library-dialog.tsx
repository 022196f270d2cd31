import { useState } from 'react';
import { t } from 'i18next';
import { toAppError } from '../../../src/contract/errors';
import type { MoveModelsFolderPlan } from '../../../src/contract/models-folder';
import { Dialog } from '../../components/dialogs/dialog';
import { RefusalNotice } from '../../components/feedback/refusal-notice';
import { CheckLine } from '../../components/form/check-box';
import { formatSentence } from '../../texts/core-sentences';
import { formatBytes, formatCount } from '../../texts/formatting';
import { useLibraryPlan } from '../model-queries';
import { AlsoReadBy } from '../used-by';
import { orderLibraryMove } from './arrange-actions';

const countOf = (count: number) => ({ count, shown: formatCount(count) });

const isWithin = (folder: string, path: string): boolean =>
  path.startsWith(folder) && /^[\\/]/u.test(path.slice(folder.length));

/** What moves, whether there is room for it, and what stays. */
function Effects({ plan, isKept }: { plan: MoveModelsFolderPlan; isKept: boolean }) {
  const { files, bytes, bytesToCopy, freeBytes, isSameDisk, left, keepBecause } = plan;
  return (
    <div data-testid="library-plan" className="mt-4 space-y-1.5 text-soft">
      <p>{t('models.library.files', { ...countOf(files), size: formatBytes(bytes) })}</p>
      {freeBytes !== null && (
        <p>{t('models.library.room', { size: formatBytes(bytesToCopy), free: formatBytes(freeBytes) })}</p>
      )}
      {isSameDisk && <p className="text-amber-text">{t('models.library.sameDisk')}</p>}
      {left > 0 && <p>{t('models.library.left', countOf(left))}</p>}
      <p>{isKept ? t('models.library.kept') : t('models.library.trash')}</p>
      {keepBecause !== null && <p className="text-muted">{formatSentence(keepBecause)}</p>}
    </div>
  );
}

/** Says what it takes to move the folder of models, and orders it. Closing changes nothing. */
export function LibraryDialog({ to, onClose }: { to: string; onClose: () => void }) {
  const { data: plan, error, isFetching } = useLibraryPlan(to);
  const [wantsKept, setWantsKept] = useState(false);
  const mustKeep = plan !== undefined && plan.keepBecause !== null;
  const isKept = wantsKept || mustKeep;
  const move = (): void => {
    onClose();
    void orderLibraryMove(to, isKept);
  };
  return (
    <Dialog
      isWide
      testId="library-dialog"
      title={t('models.library.title')}
      text={plan === undefined ? to : t('models.library.way', { from: plan.from, to })}
      confirmLabel={t('models.library.confirm')}
      confirmTestId="library-confirm"
      isDisabled={plan === undefined || isFetching}
      onConfirm={move}
      onClose={onClose}
    >
      {plan && (
        <>
          <Effects {...{ plan, isKept }} />
          {!isKept && <AlsoReadBy isLeaving={(path) => isWithin(plan.from, path)} />}
          <CheckLine className="mt-3" isChecked={isKept} disabled={mustKeep} onChoose={setWantsKept}>
            {t('models.library.keep')}
          </CheckLine>
        </>
      )}
      {isFetching && (
        <p role="status" className="mt-4 text-sm text-muted">
          {t('models.folders.looking')}
        </p>
      )}
      <RefusalNotice testId="library-refused" title={t('models.library.refused')} error={error && toAppError(error)} />
    </Dialog>
  );
}
