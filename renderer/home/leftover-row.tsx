import { t } from 'i18next';
import { CheckBox } from '../components/form/check-box';
import type { DiskLeftover } from '../../src/contract/disk';
import { useTaskWords } from '../state/packs/task-words';
import { usePacks } from '../state/packs/use-packs';
import { formatBytes, formatExact, formatWhen } from '../texts/formatting';

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
export function LeftoverRow({ leftover, nowMs, isChosen, onChoose }: LeftoverRowProps) {
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
