import { FileInput, Search } from 'lucide-react';
import { useMemo } from 'react';
import { scrollRef } from '../hooks/saved-scroll';
import { t } from 'i18next';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import { Button } from '../components/button';
import { QueryPlace } from '../components/feedback/query-place';
import { PlaceHeader } from '../components/place-header';
import { dismissRefusal, restartComfy, startComfy, stopComfy, useComfyOrders } from '../state/comfyui/comfy-actions';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { useAttention } from './home-queries';
import { showLargestModels } from './home-commands';
import { showPalette } from '../navigation/window-store';
import { readActivities } from '../state/packs/pack-activity';
import { useQueue } from '../state/queue/queue-store';
import { readShownState } from '../state/comfyui/shown-state';
import { useOpenWeb, usePhaseWords, useVersionWords } from '../state/comfyui/use-comfy';
import { useNow } from '../hooks/use-now';
import { type PacksState, usePacks } from '../state/packs/use-packs';
import { openWorkflowFile } from '../state/workflow/workflow-store';
import { AttentionList } from './attention';
import { ComfyCard } from './comfy-card';
import { DiskSection } from './disk-section';
import { LastChanges } from './last-changes';
import { SkeletonPanel, SkeletonPanels } from '../components/feedback/skeleton';

/** The parts of Home that are on their way, each where it will stand. */
function HomeSkeleton({ label }: { label: string }) {
  return (
    <SkeletonPanels label={label} className="max-w-280 px-4 pt-4">
      <SkeletonPanel lines={1} />
      <div className="grid gap-x-5 pt-9 min-[1200px]:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          <SkeletonPanel lines={2} />
          <SkeletonPanel lines={3} />
        </div>
        <SkeletonPanel lines={5} />
      </div>
    </SkeletonPanels>
  );
}

const refreshTimesMs = 30_000;

/** That there is no list at all that updates could be told from. How old one is says the frame. */
function noteOfCatalogue({ catalogue }: PacksState): string | null {
  if (catalogue?.notice == null) return null;
  return catalogue.asOf === null ? t('home.noCatalogue') : null;
}

function Comfy({ status }: { status: ComfyStatus }) {
  const { isSending, recovery, restarting, refusal } = useComfyOrders((orders) => orders);
  const phase = usePhaseWords(status);
  const version = useVersionWords(status);
  const openWeb = useOpenWeb();
  return (
    <ComfyCard
      status={status}
      state={readShownState(status)}
      version={version}
      phase={status.state === 'starting' ? phase : null}
      isBusy={isSending || recovery !== null || restarting !== null}
      refusal={refusal}
      orders={{
        start: () => void startComfy(),
        stop: () => void stopComfy(),
        restart: () => void restartComfy(),
        openWeb,
      }}
      onDismiss={dismissRefusal}
    />
  );
}

function HomeBody() {
  const status = useComfyStatus();
  const packs = usePacks();
  const { attention, isLoading } = useAttention();
  const view = useQueue((state) => state.view);
  const { findByName } = packs.packIndex;
  const activities = useMemo(() => (view ? readActivities(view, findByName) : null), [view, findByName]);
  const catalogueNote = noteOfCatalogue(packs);
  const nowMs = useNow(refreshTimesMs);
  const activityOf = (name: string) => activities?.get(findByName(name)?.key ?? name);
  return (
    <QueryPlace
      query={{ data: isLoading ? undefined : status.data, error: status.error, isPending: isLoading }}
      coversOld
      failedTitle={t('comfy.failedTitle')}
      onRetry={() => void status.refetch()}
      loading={<HomeSkeleton label={t('home.loading')} />}
    >
      {(known) => (
        <div className="mx-auto max-w-280 px-4 pt-4 pr-1.5 min-[1700px]:max-w-none">
          <Comfy status={known} />
          <div className="grid gap-x-5 min-[1200px]:grid-cols-[minmax(0,1fr)_22rem] min-[1200px]:grid-rows-[auto_1fr] min-[1700px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_26rem] min-[1700px]:grid-rows-1">
            <div className="min-w-0">
              <AttentionList
                attention={attention}
                findPack={findByName}
                activityOf={activityOf}
                catalogueNote={catalogueNote}
                onFreeSpace={showLargestModels}
              />
            </div>
            <div className="min-w-0 min-[1200px]:col-start-1 min-[1700px]:col-start-2">
              <LastChanges findPack={findByName} />
            </div>
            <div className="min-w-0 min-[1200px]:col-start-2 min-[1200px]:row-span-2 min-[1200px]:row-start-1 min-[1700px]:col-start-3 min-[1700px]:row-span-1">
              <DiskSection nowMs={nowMs} />
            </div>
          </div>
        </div>
      )}
    </QueryPlace>
  );
}

/** Looks like the search of every place; the palette opens over it, and answers from the first letter on. */
function SearchButton() {
  return (
    <button
      type="button"
      data-testid="home-search"
      onClick={() => showPalette(true)}
      className="flex h-8 min-w-0 flex-1 items-center gap-2 [anchor-name:--home-search] rounded-control border border-border-strong bg-raised px-2.5 text-left text-faint transition-colors hover:border-icon-faint"
    >
      <Search aria-hidden size={15} className="shrink-0 text-muted" />
      <span className="truncate">{t('home.find')}</span>
    </button>
  );
}

/** How this installation does: ComfyUI, what needs attention, the last changes with their way back, and the disk. */
export function HomeView() {
  return (
    <div className="flex h-full min-w-0 flex-col">
      <PlaceHeader title={t('places.home')} search={<SearchButton />}>
        <Button icon={<FileInput size={15} />} data-testid="open-workflow" onClick={openWorkflowFile}>
          {t('workflow.open')}
        </Button>
      </PlaceHeader>
      <div ref={scrollRef('home')} className="min-h-0 flex-1 scroll-steady">
        <HomeBody />
      </div>
    </div>
  );
}
