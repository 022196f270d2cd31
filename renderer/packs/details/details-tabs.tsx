import { Tabs } from 'radix-ui';
import { type ReactNode, useMemo, useState } from 'react';
import { t } from 'i18next';
import { PartTab } from '../../components/part-tab';
import { type PackTab, packTabs } from '../../navigation/location';
import { go, useLocation } from '../../navigation/location-store';
import type { PackRecord } from '../../state/packs/pack-record';
import { formatCount, formatList } from '../../texts/formatting';
import { DetailsOverview } from './details-overview';
import { DetailsRequirements } from './details-requirements';
import { DetailsVersions } from './details-versions';
import { Copy, ExternalLink } from 'lucide-react';
import { copyText } from '../../hooks/copy-text';
import { IconButton } from '../../components/icon-button';
import { SearchField } from '../../components/form/search-field';
import { usePacks } from '../../state/packs/use-packs';
import { findCollisions } from './node-collisions';
import type { PackReadme } from '../../../src/contract/packs/pack-details';
import { Button } from '../../components/button';
import { ForeignText } from '../../components/markdown/foreign-text';
import { openLink } from '../../state/queue/actions';
import { usePackReadme } from './pack-details';
import { DetailsGallery } from './details-gallery';
import { findPictures } from './readme-pictures';
import { DetailsAge, DetailsEmpty, DetailsFailed, DetailsWaiting } from './details-parts';

function isMarkdown(name: string): boolean {
  return !/\.(?:rst|txt)$/iu.test(name);
}

function ReadmeText({ file, linkBase }: { file: NonNullable<PackReadme['file']>; linkBase: string | null }) {
  if (!isMarkdown(file.name)) {
    return <pre className="font-mono text-sm break-words whitespace-pre-wrap text-soft select-text">{file.text}</pre>;
  }
  return <ForeignText text={file.text} linkBase={linkBase} onOpen={openLink} />;
}

/** The readme of a pack: its own file, else that of its repository. */
function DetailsReadme({ record }: { record: PackRecord }) {
  const { query, askAgain } = usePackReadme(record);
  const { data, error, isFetching } = query;
  if (data === undefined && error !== null) {
    return <DetailsFailed title={t('details.readmeFailed')} error={error} onRetry={askAgain} />;
  }
  if (data === undefined) return <DetailsWaiting words={t('details.readmeLoading')} />;
  const { file, linkBase } = data;
  const page = record.repository;
  return (
    <>
      <DetailsAge {...data} isAsking={isFetching} onAsk={askAgain} />
      {file === null ? (
        <DetailsEmpty>{t('details.noReadme')}</DetailsEmpty>
      ) : (
        <div data-testid="readme" className="px-4 py-3">
          <DetailsGallery urls={findPictures(file.text, linkBase)} />
          <ReadmeText file={file} linkBase={linkBase} />
          {file.isCut && (
            <p className="mt-4 border-t border-border pt-3 text-muted">
              {t('details.readmeCut')}{' '}
              {page !== null && (
                <Button size="small" icon={<ExternalLink size={13} />} onClick={() => openLink(page)}>
                  {t('actions.repository')}
                </Button>
              )}
            </p>
          )}
        </div>
      )}
    </>
  );
}

/** Of two packs that bring the same class ComfyUI keeps one, and workflows get the other node without a word. */
function AlsoIn({ titles }: { titles: readonly string[] | undefined }) {
  if (titles === undefined) return null;
  return (
    <span data-testid="node-collision" className="block text-xs text-amber-text">
      {t('details.alsoIn', { names: formatList(titles) })}
    </span>
  );
}

/** The node classes that the catalogue knows of this pack. */
function DetailsNodes({ record }: { record: PackRecord }) {
  const [query, setQuery] = useState('');
  const { packIndex } = usePacks();
  const collisions = useMemo(() => findCollisions(record, packIndex.listOnDisk()), [record, packIndex]);
  const word = query.trim().toLowerCase();
  const shown = record.nodeClasses.filter((name) => name.toLowerCase().includes(word));
  if (record.nodeClasses.length === 0) return <p className="px-4 py-4 text-muted">{t('details.noNodes')}</p>;
  return (
    <>
      {record.nodeClasses.length > 20 && (
        <div className="shrink-0 px-4 pt-3 pb-2">
          <SearchField value={query} label={t('details.filterNodes')} onChange={setQuery} />
        </div>
      )}
      {shown.length === 0 && <p className="px-4 py-3 text-muted">{t('details.noNodeMatches', { query })}</p>}
      <ul className="min-h-0 flex-1 scroll-steady px-2 py-1">
        {shown.map((name) => (
          <li key={name} className="group flex min-h-8 items-center gap-2 rounded-control px-2 hover:bg-hover">
            <span className="min-w-0 flex-1 py-1">
              <span className="font-mono text-sm break-all text-soft selectable">{name}</span>
              <AlsoIn titles={collisions.get(name)} />
            </span>
            <IconButton
              isCompact
              label={t('details.copyNode', { name })}
              icon={<Copy size={13} />}
              onClick={() => copyText(name)}
              className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
            />
          </li>
        ))}
      </ul>
    </>
  );
}

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
