import { useMutation } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { DiskCleaned, DiskLeftover } from '../../src/contract/disk';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { Notice } from '../components/feedback/notice';
import { cleanLeftovers } from './disk-queries';
import { formatBytes } from '../texts/formatting';
import { LeftoverRow } from './leftover-row';
import { formatSentence } from '../texts/core-sentences';

interface CleanDialogProps {
  /** Which of them: the trash, where changes can be taken back with what lies there, or what nothing needs any more. */
  of: 'trash' | 'clean';
  leftovers: readonly DiskLeftover[];
  nowMs: number;
  onClose: () => void;
}

function Failures({ failed }: Pick<DiskCleaned, 'failed'>) {
  return (
    <div className="mt-3">
      <Notice
        isAlert
        tone="red"
        icon={<CircleAlert size={16} />}
        title={t('home.clean.failedTitle', { count: failed.length })}
        text={failed.map(({ id, reason }) => [id, formatSentence(reason)].join(': ')).join('\n')}
        remedy={t('home.clean.failedRemedy')}
      />
    </div>
  );
}

/** Files that a person made are not offered for deletion unasked. */
function chosenAtFirst(leftovers: readonly DiskLeftover[]): ReadonlySet<string> {
  return new Set(leftovers.filter(({ kind }) => kind !== 'kept').map(({ id }) => id));
}

/** Lists what of this app's own can go, with sizes, before any of it does. Keeping has the focus. */
export function CleanDialog({ of, leftovers, nowMs, onClose }: CleanDialogProps) {
  const [chosen, setChosen] = useState(() => chosenAtFirst(leftovers));
  const clean = useMutation({
    mutationFn: cleanLeftovers,
    onSuccess: (cleaned) => {
      if (cleaned === undefined || cleaned.failed.length === 0) onClose();
    },
  });
  const failed = clean.data?.failed ?? [];
  const picked = leftovers.filter(({ id }) => chosen.has(id));
  const bytes = picked.reduce((sum, leftover) => sum + leftover.bytes, 0);
  const choose = (id: string, isChosen: boolean): void =>
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)));
  return (
    <ConfirmDialog
      title={t(`home.clean.titles.${of}`)}
      text={t(`home.clean.texts.${of}`)}
      confirmLabel={t('home.clean.confirm', { size: formatBytes(bytes) })}
      confirmTestId="clean-confirm"
      isDisabled={clean.isPending || picked.length === 0}
      onClose={onClose}
      onConfirm={() => clean.mutate(picked.map(({ id }) => id))}
    >
      <ul className="mt-4 max-h-80 overflow-y-auto rounded-control border border-border bg-panel">
        {leftovers.map((leftover) => (
          <LeftoverRow
            key={leftover.id}
            leftover={leftover}
            nowMs={nowMs}
            isChosen={chosen.has(leftover.id)}
            onChoose={(isChosen) => choose(leftover.id, isChosen)}
          />
        ))}
      </ul>
      {failed.length > 0 && <Failures failed={failed} />}
    </ConfirmDialog>
  );
}
