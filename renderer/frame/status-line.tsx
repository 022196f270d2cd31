import { CircleHelp, LifeBuoy, Search, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { OperationOutput } from '../../src/contract/operations';
import { Hint } from '../components/icon-button';
import { ProgressBar, ProgressRing } from '../components/feedback/progress';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { go } from '../navigation/location-store';
import { openPlan } from '../state/packs/plan/pending-plans';
import { useQueue } from '../state/queue/queue-store';
import { isSearching, useBisect } from '../state/comfyui/bisect';
import { isSafeMode, readShownState } from '../state/comfyui/shown-state';
import { useRunning } from './use-running';
import { comfyDots } from './comfy-dot';

/** What the queue does now. Its room is always kept: what stands above and below never moves when a task comes or goes. */
function TaskSlot() {
  const running = useRunning();
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  if (!running) {
    return (
      <p className="flex h-4 items-center text-xs text-faint min-[1000px]:h-8">
        <span className="hidden truncate min-[1000px]:block">{isPaused ? t('status.paused') : t('status.idle')}</span>
      </p>
    );
  }
  const { decisionId } = running;
  const words = t('status.progress', { task: running.title, phase: running.phase });
  return (
    <Hint text={words} side="right">
      <button
        type="button"
        data-testid="status-task"
        className="block h-4 w-full rounded-control text-left min-[1000px]:h-8"
        onClick={() => (decisionId === undefined ? go({ place: 'activity' }) : openPlan(decisionId))}
      >
        <span className="hidden min-[1000px]:block">
          <span className="block truncate text-xs leading-4 font-medium">{running.title}</span>
          <span className="block truncate text-xs leading-4 text-faint">{running.phase}</span>
        </span>
        {decisionId === undefined && (
          <span className="absolute inset-x-0 -top-px hidden min-[1000px]:block">
            <ProgressBar isThin fraction={running.fraction} label={running.title} />
          </span>
        )}
        <span className="flex justify-center min-[1000px]:hidden">
          {decisionId === undefined ? (
            <ProgressRing fraction={running.fraction} label={running.title} />
          ) : (
            <CircleHelp aria-label={words} size={15} className="text-accent-text" />
          )}
        </span>
      </button>
    </Hint>
  );
}

const safe = <LifeBuoy aria-hidden size={12} className="shrink-0 text-amber-text" />;
const trying = <Search aria-hidden size={12} className="shrink-0 text-accent-text" />;

/** ComfyUI's state; a click leads to its place. */
function ComfyLineButton() {
  const status = useComfyStatus().data;
  const isTrying = isSearching(useBisect());
  if (!status) return null;
  const state = readShownState(status);
  const isSafe = isSafeMode(status);
  // While a search tries packs, what runs is its starts: the state before says nothing of them.
  const label = t('status.comfyui', { state: isTrying ? t('bisect.trying') : t(`comfy.states.${state}`) });
  const words = isSafe && !isTrying ? t('status.comfyuiSafe', { comfyui: label }) : label;
  return (
    <Hint text={words} side="right">
      <button
        type="button"
        aria-label={words}
        onClick={() => go({ place: 'comfyui' })}
        className="flex min-h-5 w-full items-center justify-center gap-1.5 rounded-control text-xs text-faint transition-colors hover:text-text min-[1000px]:justify-start"
      >
        {isTrying ? trying : isSafe ? safe : comfyDots[state]}
        <span className="hidden truncate min-[1000px]:inline">{words}</span>
      </button>
    </Hint>
  );
}

/** What is out of the ordinary with the API: other machines can reach it, or nobody can. Its port stands in the menu of the installation. */
function DoorLine({ apiPort, exposedAt }: OperationOutput<'installation.current'>) {
  if (apiPort !== null && exposedAt === null) return null;
  const label = exposedAt === null ? t('status.noApi') : t('status.exposed', { address: exposedAt });
  return (
    <Hint text={label} side="right">
      <span
        data-exposed={exposedAt !== null}
        className="flex items-center justify-center gap-1.5 text-xs text-amber-text tabular min-[1000px]:justify-start"
      >
        <TriangleAlert aria-hidden size={12} />
        <span className="hidden truncate min-[1000px]:inline">{label}</span>
      </span>
    </Hint>
  );
}

/** The foot of the rail: the running task with a thin bar, ComfyUI's state, and what is wrong with the API. */
export function StatusLine({ current }: { current: OperationOutput<'installation.current'> }) {
  return (
    <section
      aria-label={t('status.label')}
      className="relative flex shrink-0 flex-col gap-1 border-t border-border px-3 py-2"
    >
      <TaskSlot />
      <ComfyLineButton />
      <DoorLine {...current} />
    </section>
  );
}
