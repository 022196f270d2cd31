import { BadgeCheck, CircleArrowUp, CircleCheck, LifeBuoy, ShieldQuestion } from 'lucide-react';
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
import { FailedItem, WarnedItem } from './attention-tasks';
import { Section } from './section';
import { Button } from '../components/button';
import { dismissAppNews, openAppUpdates } from '../state/settings/app-updates';
import { AttentionRow } from './attention-row';
import type { RecoveredThing } from '../../src/contract/changes';
import { go } from '../navigation/location-store';
import { useInstallation } from '../state/installation/installation-queries';
import { useTaskWords } from '../state/packs/task-words';
import { markRecoverySeen } from '../state/queue/home-seen';
import { attempt } from '../state/queue/actions';
import { queryClient } from '../state/query-client';
import { shortenList } from '../texts/shorten-list';

/** More than these are told as a number. */
const shownNames = 5;

async function decide(operation: 'unverified.use' | 'unverified.discard'): Promise<void> {
  await attempt(operation, {});
  await queryClient.invalidateQueries();
}

/** What came with the folder and was not written by this account: it has no effect until a person says so. The yes is given outside of the page. */
function UnverifiedItem({ names }: { names: readonly string[] }) {
  const count = names.length;
  return (
    <AttentionRow
      kind="unverified"
      tone="amber"
      icon={<ShieldQuestion size={16} />}
      title={t('home.unverified.title', { count, shown: formatCount(count) })}
      text={t('home.unverified.text', { names: shortenList(names, shownNames) })}
    >
      <Button size="small" data-testid="unverified-discard" onClick={() => void decide('unverified.discard')}>
        {t('home.unverified.discard')}
      </Button>
      <Button size="small" tone="tinted" data-testid="unverified-use" onClick={() => void decide('unverified.use')}>
        {t('home.unverified.use')}
      </Button>
    </AttentionRow>
  );
}

interface RecoveredItemProps {
  things: readonly RecoveredThing[];
  atMs: number;
}

/** What was finished, taken back or repaired after the app had ended in the middle of work, with the log, until the person puts it away. */
function RecoveredItem({ things, atMs }: RecoveredItemProps) {
  const wordTask = useTaskWords();
  const folder = useInstallation().data?.installation?.rootDir ?? '';
  const sentences = things.map((thing) =>
    thing.what === 'repaired'
      ? t('home.recovered.repaired')
      : t(`home.recovered.${thing.what}`, { what: wordTask(thing) }),
  );
  const logged = things.find(({ ui_id }) => ui_id !== null)?.ui_id ?? null;
  return (
    <AttentionRow
      kind="recovered"
      tone="accent"
      icon={<LifeBuoy size={16} />}
      title={t('home.recovered.title')}
      text={[...new Set(sentences)].join(' · ')}
    >
      <Button size="small" onClick={() => go({ place: 'activity', taskId: logged })}>
        {logged === null ? t('home.failed.show') : t('app.showLog')}
      </Button>
      <Button size="small" tone="quiet" data-testid="recovered-dismiss" onClick={() => markRecoverySeen(folder, atMs)}>
        {t('app.dismiss')}
      </Button>
    </AttentionRow>
  );
}

/** A newer version of this app. It is installed where its notes can be read, not by a click in passing. */
function AppUpdateItem({ version, isReady }: { version: string; isReady: boolean }) {
  return (
    <AttentionRow
      kind="app-update"
      tone="accent"
      icon={<CircleArrowUp size={16} />}
      title={isReady ? t('updates.ready', { version }) : t('updates.available', { version })}
      text={isReady ? t('updates.readyText') : ''}
    >
      <Button size="small" tone="tinted" data-testid="attention-app-update" onClick={openAppUpdates}>
        {t('updates.show')}
      </Button>
    </AttentionRow>
  );
}

/** This app is newer than it was; told until the person puts it away. */
function AppNewsItem({ version }: { version: string }) {
  return (
    <AttentionRow
      kind="app-news"
      tone="accent"
      icon={<BadgeCheck size={16} />}
      title={t('updates.news', { version })}
      text={t('updates.newsText')}
    >
      <Button size="small" tone="tinted" data-testid="attention-app-news" onClick={openAppUpdates}>
        {t('updates.showNews')}
      </Button>
      <Button size="small" tone="quiet" data-testid="app-news-dismiss" onClick={() => void dismissAppNews()}>
        {t('updates.dismiss')}
      </Button>
    </AttentionRow>
  );
}

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
