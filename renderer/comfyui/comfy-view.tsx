import { Tabs } from 'radix-ui';
import { type ReactNode, useEffect } from 'react';
import { t } from 'i18next';
import { QueryPlace } from '../components/feedback/query-place';
import { PartTab } from '../components/part-tab';
import { SkeletonPanel, SkeletonPanels } from '../components/feedback/skeleton';
import { closeComfyLog, openComfyLog } from './log/comfy-log-store';
import { useComfyStatus, useImportProblems } from '../state/comfyui/comfy-queries';
import { type ComfyTab, comfyTabs } from '../navigation/location';
import { scrollRef } from '../hooks/saved-scroll';
import { go, useLocation } from '../navigation/location-store';
import { formatCount } from '../texts/formatting';
import { ArgumentsView } from './arguments/arguments-view';
import { ComfyHeader } from './comfy-header';
import { EnvironmentView } from './environment/environment-view';
import { LogView } from './log/log-view';
import { Overview } from './overview/overview';
import { VariablesBar } from './variables/variables-bar';
import { VersionsView } from './versions/versions-view';

interface TabProps {
  value: ComfyTab;
  count?: number;
  children: ReactNode;
}

function Tab({ value, count = 0, children }: TabProps) {
  return (
    <PartTab isOfPlace value={value} testId={`comfy-tab-${value}`}>
      {children}
      {count > 0 && (
        <span className="inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-red-tint px-1 text-xs font-semibold text-red-text tabular">
          {formatCount(count)}
        </span>
      )}
    </PartTab>
  );
}

function OverviewTab() {
  const status = useComfyStatus();
  return (
    <QueryPlace
      query={status}
      failedTitle={t('comfy.failedTitle')}
      loading={
        <SkeletonPanels label={t('comfy.loading')} className="max-w-240 px-4 pt-4">
          <SkeletonPanel lines={2} />
          <SkeletonPanel lines={2} />
        </SkeletonPanels>
      }
    >
      {(data) => <Overview status={data} />}
    </QueryPlace>
  );
}

/** Follows the output as long as the place is open, whichever tab is shown. */
function useFollowedLog(): void {
  useEffect(() => {
    void openComfyLog();
    return closeComfyLog;
  }, []);
}

/** ComfyUI itself: start, watch, stop; why it or a pack failed; its output and its arguments. */
export function ComfyView() {
  const tab = useLocation((state) => state.comfyTab);
  const status = useComfyStatus().data;
  const problems = useImportProblems().data?.length ?? 0;
  useFollowedLog();
  const choose = (value: string): void => {
    const chosen = comfyTabs.find((known) => known === value);
    if (chosen) go({ comfyTab: chosen });
  };
  return (
    <Tabs.Root value={tab} onValueChange={choose} className="flex h-full min-w-0 flex-col" data-testid="comfy-place">
      <ComfyHeader status={status} />
      <Tabs.List
        aria-label={t('places.comfyui')}
        className="flex shrink-0 gap-5 overflow-x-auto border-b border-border px-4 [scrollbar-width:none]"
      >
        <Tab value="overview" count={problems}>
          {t('comfy.tabs.overview')}
        </Tab>
        <Tab value="log">{t('comfy.tabs.log')}</Tab>
        <Tab value="arguments">{t('comfy.tabs.arguments')}</Tab>
        <Tab value="versions">{t('comfy.tabs.versions')}</Tab>
        <Tab value="environment">{t('comfy.tabs.environment')}</Tab>
      </Tabs.List>
      <Tabs.Content
        ref={scrollRef('comfyui overview')}
        value="overview"
        tabIndex={-1}
        className="min-h-0 flex-1 scroll-steady"
      >
        <OverviewTab />
      </Tabs.Content>
      <Tabs.Content value="log" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <LogView isForeign={status?.state === 'foreign'} />
      </Tabs.Content>
      <Tabs.Content value="arguments" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <ArgumentsView />
        <VariablesBar />
      </Tabs.Content>
      <Tabs.Content
        ref={scrollRef('comfyui versions')}
        value="versions"
        tabIndex={-1}
        className="min-h-0 flex-1 scroll-steady"
      >
        <VersionsView />
      </Tabs.Content>
      <Tabs.Content value="environment" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <EnvironmentView />
      </Tabs.Content>
    </Tabs.Root>
  );
}
