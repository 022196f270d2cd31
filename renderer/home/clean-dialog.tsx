import { useMutation } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiskCleaned, DiskLeftover } from '../../src/contract/disk';
import { ConfirmDialog } from '../components/confirm-dialog';
import { Notice } from '../components/feedback/notice';
import { cleanLeftovers } from './disk-queries';
import { formatBytes, formatWhen } from '../texts/formatting';

interface CleanDialogProps {
  leftovers: readonly DiskLeftover[];
  nowMs: number;
  onClose: () => void;
}

interface LeftoverRowProps {
  leftover: DiskLeftover;
  nowMs: number;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function LeftoverRow({ leftover, nowMs, isChosen, onChoose }: LeftoverRowProps) {
  const { t } = useTranslation();
  const { kind, path, bytes, changedAt } = leftover;
  return (
    <li data-testid="leftover" data-kind={kind} className="border-b border-border last:border-0">
      <label className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-2.5 px-3 py-2 hover:bg-hover">
        <input
          type="checkbox"
          checked={isChosen}
          onChange={(event) => onChoose(event.target.checked)}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        <span>{t(`home.clean.kinds.${kind}`)}</span>
        <span className="text-muted tabular">{formatBytes(bytes)}</span>
        <span className="col-span-2 col-start-2 font-mono text-xs break-all text-faint">{path}</span>
        <span className="col-span-2 col-start-2 text-xs text-faint">{formatWhen(Date.parse(changedAt), nowMs)}</span>
      </label>
    </li>
  );
}

function Failures({ failed }: Pick<DiskCleaned, 'failed'>) {
  const { t } = useTranslation();
  return (
    <div className="mt-3">
      <Notice
        isAlert
        tone="red"
        icon={<CircleAlert size={16} />}
        title={t('home.clean.failedTitle', { count: failed.length })}
        text={failed.map(({ id, reason }) => `${id}: ${reason}`).join('\n')}
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
export function CleanDialog({ leftovers, nowMs, onClose }: CleanDialogProps) {
  const { t } = useTranslation();
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
      title={t('home.clean.title')}
      text={t('home.clean.text')}
      confirmLabel={t('home.clean.confirm', { size: formatBytes(bytes) })}
      keepLabel={t('home.clean.keep')}
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
