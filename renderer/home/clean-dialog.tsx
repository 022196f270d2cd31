import { useMutation } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { DiskCleaned, DiskLeftover } from '../../src/contract/disk';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { Notice } from '../components/feedback/notice';
import { cleanLeftovers } from './disk-queries';
import { formatBytes, formatExact, formatWhen } from '../texts/formatting';
import { formatSentence } from '../texts/core-sentences';
import { CheckBox } from '../components/form/check-box';
import { useTaskWords } from '../state/packs/task-words';
import { usePacks } from '../state/packs/use-packs';

interface LeftoverRowProps {
  leftover: DiskLeftover;
  nowMs: number;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

/** The folder or file that lies there, without what the trash puts before its name, and without the version that a disabled pack has behind it. */
function nameOf({ name }: DiskLeftover): string {
  return name.replace(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}-/u, '').replace(/\.disabled$|@[\w.+-]+$/u, '');
}

/** What a thing is called, and why it is there. */
function useWords(leftover: DiskLeftover): { title: string; why: string; isPath: boolean } {
  const wordTask = useTaskWords();
  const { findByName } = usePacks().packIndex;
  const { kind, change, path } = leftover;
  if (kind === 'kept') return { title: t('home.clean.kinds.kept'), why: path, isPath: true };
  const name = nameOf(leftover);
  const why = change === null ? t(`home.clean.kinds.${kind}`) : t('home.clean.by', { what: wordTask(change) });
  return { title: findByName(name)?.title ?? name, why, isPath: false };
}

/** One thing that can be deleted: what it is, why it is there, since when, and how much it takes. */
function LeftoverRow({ leftover, nowMs, isChosen, onChoose }: LeftoverRowProps) {
  const { kind, path, bytes, changedAt, change } = leftover;
  const { title, why, isPath } = useWords(leftover);
  const sinceMs = Date.parse(change?.at ?? changedAt);
  return (
    <li data-testid="leftover" data-kind={kind} title={path} className="border-b border-border last:border-0">
      <label className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-2.5 px-3 py-2 hover:bg-hover">
        <CheckBox isChecked={isChosen} onChoose={onChoose} className="mt-0.5" />
        <span className="break-words">{title}</span>
        <span className="text-muted tabular">{formatBytes(bytes)}</span>
        <span
          className={`col-start-2 ${isPath ? 'font-mono text-xs break-all text-faint' : 'text-sm break-words text-muted'}`}
        >
          {why}
        </span>
        <span className="text-right text-xs text-faint" title={formatExact(sinceMs)}>
          {formatWhen(sinceMs, nowMs)}
        </span>
      </label>
    </li>
  );
}

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
