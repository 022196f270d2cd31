import { ArrowDownToLine, Copy, X } from 'lucide-react';
import { describeError } from '../texts/core-sentences';
import { useEffect, useRef, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import { classNames } from '../components/class-names';
import { IconButton } from '../components/icon-button';
import { useTaskLog } from '../state/queue/task-log';
import { useQueue } from '../state/queue/queue-store';
import { useTaskWords } from '../state/packs/task-words';
import { useDelayed } from '../hooks/use-delayed';
import { formatCount } from '../texts/formatting';
import { tailLines } from './tail-lines';

const nearEndPx = 24;

function useTaskTitle(taskId: string): string {
  const wordTask = useTaskWords();
  const view = useQueue((state) => state.view);
  const task =
    view?.running.find((running) => running.task.ui_id === taskId)?.task ??
    view?.pending.find(({ ui_id }) => ui_id === taskId) ??
    view?.finished.find(({ ui_id }) => ui_id === taskId);
  return task ? wordTask(task) : '';
}

interface LogTextProps extends ReturnType<typeof useTaskLog> {
  isFollowing: boolean;
  onFollow: (isOn: boolean) => void;
}

function LogText({ lines, error, isFollowing, onFollow }: LogTextProps) {
  const isSlow = useDelayed(lines === null && error === null);
  const boxRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = boxRef.current;
    if (isFollowing && box) box.scrollTop = box.scrollHeight;
  }, [lines, isFollowing]);
  const onScroll = (): void => {
    const box = boxRef.current;
    if (box) onFollow(box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx);
  };
  const { shown, remaining } = tailLines(lines ?? []);
  return (
    <div
      ref={boxRef}
      role="log"
      aria-live="off"
      tabIndex={0}
      aria-label={t('log.title')}
      onScroll={onScroll}
      className="min-h-0 flex-1 overflow-x-hidden scroll-steady px-4 py-2.5 focus-visible:outline-offset-[-2px]"
    >
      {error && (
        <p className="text-red-text">
          {t('log.failed')}
          <span className="block">{describeError(error).text}</span>
        </p>
      )}
      {isSlow && <p className="text-muted">{t('log.loading')}</p>}
      {lines?.length === 0 && <p className="text-muted">{t('log.empty')}</p>}
      {remaining > 0 && (
        <p className="mb-2 text-sm text-faint">
          {t('log.earlier', { count: remaining, shown: formatCount(remaining) })}
        </p>
      )}
      <pre className="font-mono text-xs leading-[18px] break-words whitespace-pre-wrap text-soft selectable">
        {shown}
      </pre>
    </div>
  );
}

interface LogPanelProps {
  taskId: string;
  onClose: () => void;
}

/** The log of one task, as it is written. */
export function LogPanel({ taskId, onClose }: LogPanelProps) {
  const title = useTaskTitle(taskId);
  const { lines, error } = useTaskLog(taskId);
  const [isFollowing, setFollowing] = useState(true);
  const copy = (): void => copyText((lines ?? []).join('\n'));
  return (
    <section
      aria-label={t('log.title')}
      className="flex h-[38%] min-h-40 shrink-0 animate-rise flex-col border-t border-border bg-panel"
    >
      <div className="flex h-10 shrink-0 items-center gap-1 border-b border-border pr-2 pl-4">
        <h2 className="mr-auto flex min-w-0 gap-2 font-medium">
          {t('log.title')}
          <span className="truncate font-normal text-muted">{title}</span>
        </h2>
        <IconButton
          isCompact
          aria-pressed={isFollowing}
          label={t('log.follow')}
          icon={<ArrowDownToLine size={15} />}
          className={classNames(isFollowing && 'bg-accent-tint text-accent-text')}
          onClick={() => setFollowing(!isFollowing)}
        />
        <IconButton isCompact label={t('log.copy')} icon={<Copy size={15} />} onClick={copy} />
        <IconButton isCompact label={t('log.close')} icon={<X size={15} />} onClick={onClose} />
      </div>
      <LogText lines={lines} error={error} isFollowing={isFollowing} onFollow={setFollowing} />
    </section>
  );
}
