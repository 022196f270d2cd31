import { CircleX, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { Button } from '../components/button';
import { FailureActs } from '../components/feedback/failure-acts';
import { go } from '../navigation/location-store';
import type { FindPack } from '../state/packs/pack-index';
import { describeTask } from '../state/packs/task-words';
import { retryTask } from '../state/queue/actions';
import { useIsOffered } from '../state/installation/remote';
import { openSecurity } from '../state/settings/settings-actions';
import { describeWarnings } from '../texts/core-sentences';
import { formatCount, formatSentences } from '../texts/formatting';
import { describeFailure } from '../texts/policy-words';
import { AttentionRow } from './attention-row';

/** More of them are told as a number, or in Activity. */
const namedTasks = 4;
const shownWarnings = 3;

function ShowInActivity() {
  return (
    <Button size="small" onClick={() => go({ place: 'activity', taskId: null })}>
      {t('home.failed.show')}
    </Button>
  );
}

/** A task that failed since failures were last looked at. */
export function FailedItem({ item, findPack }: { item: HistoryItem; findPack: FindPack }) {
  const canAllow = useIsOffered('policy.allow');
  if (item.outcome.status !== 'failed') return null;
  const { cause, isRefused } = describeFailure(item.outcome.error);
  return (
    <AttentionRow
      kind="failed"
      tone="red"
      icon={<CircleX size={16} />}
      title={describeTask(findPack, item, 'failure')}
      text={cause}
    >
      <FailureActs
        uiId={item.ui_id}
        isRefused={isRefused && canAllow}
        onRetry={() => void retryTask(item)}
        onOpenSecurity={openSecurity}
      />
    </AttentionRow>
  );
}

interface WarnedItemProps {
  /** Newest first; not empty. */
  items: readonly HistoryItem[];
  findPack: FindPack;
}

/** Tasks that were done and have left something behind, as a requirement of another pack that is not met any more. */
export function WarnedItem({ items, findPack }: WarnedItemProps) {
  const [first] = items;
  if (first === undefined) return null;
  const describe = (item: HistoryItem) => describeTask(findPack, item, 'done');
  const warnings = describeWarnings(first.outcome);
  const isOne = items.length === 1;
  return (
    <AttentionRow
      kind="warned"
      tone="amber"
      icon={<TriangleAlert size={16} />}
      title={
        isOne ? describe(first) : t('home.warned.title', { count: items.length, shown: formatCount(items.length) })
      }
      text={
        isOne
          ? formatSentences(...warnings.slice(0, shownWarnings))
          : items.slice(0, namedTasks).map(describe).join(' · ')
      }
    >
      <ShowInActivity />
    </AttentionRow>
  );
}
