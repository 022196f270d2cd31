import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { PartTab } from '../../components/part-tab';
import { packTabs, type PackTab } from '../../navigation/location';
import { go, useLocation } from '../../navigation/location-store';
import type { PackRecord } from '../../state/packs/pack-record';
import { formatCount } from '../../texts/formatting';
import { DetailsNodes } from './details-nodes';
import { DetailsOverview } from './details-overview';
import { DetailsReadme } from './details-readme';
import { DetailsRequirements } from './details-requirements';
import { DetailsVersions } from './details-versions';

function Tab({ value, count }: { value: PackTab; count: number }) {
  return (
    <PartTab value={value} testId={`details-tab-${value}`}>
      {t(`details.${value}`)}
      {count > 0 && <span className="text-xs font-normal text-faint tabular">{formatCount(count)}</span>}
    </PartTab>
  );
}

function Part({ value, children }: { value: PackTab; children: ReactNode }) {
  return (
    <Tabs.Content
      value={value}
      data-testid={`details-${value}`}
      className="relative flex min-h-0 flex-1 flex-col scroll-steady group-data-reader/panel:*:w-full group-data-reader/panel:*:max-w-3xl"
    >
      {children}
    </Tabs.Content>
  );
}

/** The parts of what is known of a pack; which one is open survives a reload. */
export function DetailsTabs({ record, isBusy }: { record: PackRecord; isBusy: boolean }) {
  const tab = useLocation((state) => state.packTab);
  const choose = (value: string): void => go({ packTab: packTabs.find((known) => known === value) ?? 'overview' });
  return (
    <Tabs.Root value={tab} onValueChange={choose} className="mt-3 flex min-h-0 flex-1 flex-col">
      <Tabs.List
        aria-label={t('details.label', { name: record.title })}
        className="flex shrink-0 justify-between gap-2 overflow-x-auto group-data-reader/panel:justify-start group-data-reader/panel:gap-5 border-b border-border pr-[max(16px,100%-440px)] pl-4 [scrollbar-width:none]"
      >
        {packTabs.map((value) => (
          <Tab key={value} value={value} count={value === 'nodes' ? record.nodeClasses.length : 0} />
        ))}
      </Tabs.List>
      <Part value="overview">
        <DetailsOverview key={record.key} record={record} />
      </Part>
      <Part value="readme">
        <DetailsReadme key={record.key} record={record} />
      </Part>
      <Part value="versions">
        <DetailsVersions key={record.key} record={record} isBusy={isBusy} />
      </Part>
      <Part value="nodes">
        <DetailsNodes key={record.key} record={record} />
      </Part>
      <Part value="requirements">
        <DetailsRequirements key={record.key} record={record} />
      </Part>
    </Tabs.Root>
  );
}
