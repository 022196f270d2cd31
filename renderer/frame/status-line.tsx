import { Plug, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { OperationOutput } from '../../src/contract/operations';
import { Hint } from '../components/icon-button';
import { ProgressBar } from '../components/progress';
import { useLocation } from '../state/location-store';
import { useQueue } from '../state/queue-store';
import { useRunning } from '../state/use-running';

function RunningLine() {
  const { t } = useTranslation();
  const running = useRunning();
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  const go = useLocation((state) => state.go);
  if (!running) {
    return (
      <span className="hidden truncate text-xs text-faint min-[1000px]:block">
        {isPaused ? t('status.paused') : t('status.idle')}
      </span>
    );
  }
  const words = t('status.progress', { task: running.title, phase: running.phase });
  return (
    <Hint text={words} side="right">
      <button
        type="button"
        className="block w-full rounded-control text-left"
        onClick={() => go({ place: 'activity' })}
      >
        <span className="mb-1.5 hidden min-[1000px]:block">
          <span className="block truncate text-sm font-medium">{running.title}</span>
          <span className="block truncate text-xs text-faint">{running.phase}</span>
        </span>
        <ProgressBar isThin fraction={running.fraction} label={running.title} />
      </button>
    </Hint>
  );
}

/** One line at the foot of the rail: the API's port, and the running task with a thin bar. */
export function StatusLine({ current }: { current: OperationOutput<'installation.current'> }) {
  const { t } = useTranslation();
  const { apiPort } = current;
  const words = apiPort === null ? t('status.noApi') : t('status.api', { port: apiPort });
  return (
    <section
      aria-label={t('status.label')}
      className="flex min-h-14 flex-col justify-center gap-1 border-t border-border px-3 py-2"
    >
      <RunningLine />
      <Hint text={words} side="right">
        <span className="flex items-center justify-center gap-1.5 text-xs text-faint tabular min-[1000px]:justify-start">
          {apiPort === null ? <Unplug aria-hidden size={12} /> : <Plug aria-hidden size={12} />}
          <span className="hidden truncate min-[1000px]:inline">{words}</span>
        </span>
      </Hint>
    </section>
  );
}
