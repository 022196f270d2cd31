import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { OperationOutput } from '../../src/contract/operations';
import { classNames } from '../components/class-names';
import { Hint } from '../components/icon-button';
import { isSearching, useBisect } from '../state/comfyui/bisect';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import type { Place } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import { useQueue } from '../state/queue/queue-store';
import { BisectCard } from './bisect/bisect-card';
import { InstallationSwitcher } from './installation-switcher';
import { placeIcons } from './place-icons';
import { LeanCard } from './restart/lean-card';
import { RestartSlot } from './restart/restart-slot';
import { StatusLine } from './status-line';

interface RailItemProps {
  place: Place;
  badge?: ReactNode;
  badgeLabel?: string;
  /** Says that the badge tells of something bad. */
  isAlert?: boolean;
}

function RailItem({ place, badge, badgeLabel, isAlert = false }: RailItemProps) {
  const isCurrent = useLocation((state) => state.place === place);
  const Icon = placeIcons[place];
  const name: string = t(`places.${place}`);
  return (
    <Hint text={name} side="right">
      <button
        type="button"
        data-testid={`place-${place}`}
        aria-label={badgeLabel === undefined ? name : `${name}, ${badgeLabel}`}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => go({ place })}
        className={classNames(
          'relative flex h-8 w-full items-center gap-2.5 rounded-control px-2.5 font-medium transition-colors',
          'justify-center min-[1000px]:justify-start',
          isCurrent ? 'bg-pressed text-text' : 'text-muted hover:bg-hover hover:text-text',
        )}
      >
        <Icon aria-hidden size={16} />
        <span className="hidden min-[1000px]:inline">{name}</span>
        {badge !== undefined && (
          <span
            className={classNames(
              'absolute -top-0.5 right-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full text-xs font-semibold tabular min-[1000px]:static min-[1000px]:ml-auto',
              isAlert ? 'text-red-text' : 'bg-accent px-1 text-on-accent',
            )}
          >
            {badge}
          </span>
        )}
      </button>
    </Hint>
  );
}

/** A crash is told wherever the person is. */
function ComfyItem() {
  const isSearched = isSearching(useBisect());
  const isCrashed = useComfyStatus().data?.state === 'crashed' && !isSearched;
  const badge = isCrashed
    ? { badge: <CircleX aria-hidden size={14} />, badgeLabel: t('comfy.states.crashed'), isAlert: true }
    : {};
  return <RailItem place="comfyui" {...badge} />;
}

function ActivityItem() {
  const count = useQueue((state) => (state.view ? state.view.running.length + state.view.pending.length : 0));
  const badge = count === 0 ? {} : { badge: String(count), badgeLabel: t('rail.busy', { count }) };
  return <RailItem place="activity" {...badge} />;
}

/** The left rail: the installation, the places, and one status line. */
export function Rail({ current }: { current: OperationOutput<'installation.current'> }) {
  return (
    <nav
      aria-label={t('rail.label')}
      className="flex h-full w-14 shrink-0 flex-col border-r border-border bg-panel min-[1000px]:w-52"
    >
      <div className="p-2">{current.installation && <InstallationSwitcher installation={current.installation} />}</div>
      <div className="flex flex-col gap-0.5 px-2">
        {(['home', 'packs', 'models', 'workflow', 'snapshots'] as const).map((place) => (
          <RailItem key={place} place={place} />
        ))}
        <ComfyItem />
        <ActivityItem />
      </div>
      <div className="mt-auto flex min-h-0 flex-col gap-2 overflow-y-auto p-2 [@media(max-height:520px)]:py-0.5">
        <BisectCard />
        <LeanCard />
        <RestartSlot />
      </div>
      <div className="flex flex-col gap-1 px-2 pb-2">
        <RailItem place="settings" />
      </div>
      <StatusLine current={current} />
    </nav>
  );
}
