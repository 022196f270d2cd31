import { CircleCheck } from 'lucide-react';
import { t } from 'i18next';
import type { Attention } from './home-attention';
import type { PackActivity } from '../state/packs/pack-activity';
import type { FindPack } from '../state/packs/pack-index';
import { formatCount } from '../texts/formatting';
import {
  ComfyUpdateItem,
  ImportItem,
  LowDiskItem,
  MoreItem,
  OwedPackagesItem,
  PausedItem,
  SafeModeItem,
  UpdatesItem,
} from './attention-items';
import { CrashItem } from './crash-item';
import { AppNewsItem, AppUpdateItem } from './app-items';
import { FailedItem, WarnedItem } from './attention-tasks';
import { UnverifiedItem } from './unverified-item';
import { RecoveredItem } from './recovered-item';
import { Section } from './section';

interface AttentionListProps {
  attention: readonly Attention[];
  findPack: FindPack;
  activityOf: (packName: string) => PackActivity | undefined;
  /** Says how old the list of packs is where it could not be refreshed. */
  catalogueNote: string | null;
  onFreeSpace: () => void;
}

type Offer = Extract<
  Attention,
  { kind: 'unverified' | 'safe-mode' | 'updates' | 'comfy-update' | 'app-update' | 'app-news' }
>;

/** Nothing is wrong, and there is something to be had or to be decided: a newer version, the packs that safe mode left out, what came with the folder. */
function OfferItem({ item }: { item: Offer }) {
  switch (item.kind) {
    case 'unverified':
      return <UnverifiedItem names={item.names} />;
    case 'safe-mode':
      return <SafeModeItem />;
    case 'updates':
      return <UpdatesItem names={item.names} />;
    case 'comfy-update':
      return <ComfyUpdateItem latest={item.latest} />;
    case 'app-update':
      return <AppUpdateItem version={item.version} isReady={item.isReady} />;
    case 'app-news':
      return <AppNewsItem version={item.version} />;
  }
}

function Item({ item, ...props }: Omit<AttentionListProps, 'attention' | 'catalogueNote'> & { item: Attention }) {
  const { findPack } = props;
  switch (item.kind) {
    case 'crash':
      return <CrashItem crash={item.crash} findPack={findPack} />;
    case 'low-disk':
      return <LowDiskItem volume={item.volume} onFree={props.onFreeSpace} />;
    case 'owed-packages':
      return <OwedPackagesItem names={item.names} />;
    case 'recovered':
      return <RecoveredItem things={item.things} atMs={item.atMs} />;
    case 'import':
      return <ImportItem problem={item.problem} activity={props.activityOf(item.problem.name)} findPack={findPack} />;
    case 'more':
      return <MoreItem of={item.of} count={item.count} />;
    case 'failed':
      return <FailedItem item={item.item} findPack={findPack} />;
    case 'warned':
      return <WarnedItem items={item.items} findPack={findPack} />;
    case 'paused':
      return <PausedItem waiting={item.waiting} />;
    default:
      return <OfferItem item={item} />;
  }
}

function keyOf(item: Attention): string {
  if (item.kind === 'failed') return item.item.ui_id;
  return item.kind === 'import' ? `import ${item.problem.path}` : item.kind;
}

/** What a person should look at, each with the button that does the likely thing; a calm line when there is nothing. */
export function AttentionList({ attention, catalogueNote, ...props }: AttentionListProps) {
  const count = attention.length;
  return (
    <Section testId="home-attention" title={t('home.attention')} facts={count === 0 ? undefined : formatCount(count)}>
      {count === 0 ? (
        <p
          data-testid="home-calm"
          className="flex min-h-11 items-center gap-2.5 rounded-panel border border-border bg-raised px-3.5 text-muted"
        >
          <CircleCheck aria-hidden size={16} className="shrink-0 text-green-text" />
          {t('home.calm')}
        </p>
      ) : (
        <ul className="overflow-hidden rounded-panel border border-border bg-raised">
          {attention.map((item) => (
            <Item key={keyOf(item)} item={item} {...props} />
          ))}
        </ul>
      )}
      {catalogueNote !== null && <p className="mt-1.5 text-sm text-faint">{catalogueNote}</p>}
    </Section>
  );
}
