import { CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { Button } from '../components/button';
import { go } from '../navigation/location-store';
import type { FindPack } from '../state/packs/pack-index';
import { describeTask } from '../state/packs/task-words';
import { describeWarnings } from '../texts/core-sentences';
import { formatCount, formatSentences } from '../texts/formatting';
import { usePolicyWords } from '../texts/policy-words';
import { AttentionRow } from './attention-row';

interface TasksItemProps {
  /** Newest first; not empty. */
  items: readonly HistoryItem[];
  findPack: FindPack;
}

/** More of them are told as a number, or in Activity. */
const namedTasks = 4;
const shownWarnings = 3;

function ShowInActivity() {
  const { t } = useTranslation();
  return (
    <Button size="small" onClick={() => go({ place: 'activity', taskId: null })}>
      {t('home.failed.show')}
    </Button>
  );
}

/** Tasks that failed since failures were last looked at. */
export function FailedItem({ items, findPack }: TasksItemProps) {
  const { t } = useTranslation();
  const words = usePolicyWords();
  const [first] = items;
  if (first === undefined) return null;
  const isOne = items.length === 1;
  const why = isOne && first.outcome.status === 'failed' ? words.describeFailure(first.outcome.error) : undefined;
  const title = isOne
    ? describeTask({ t, findPack }, first, 'failure')
    : t('home.failed.title', { count: items.length, shown: formatCount(items.length) });
  const names = items.slice(0, namedTasks).map((item) => describeTask({ t, findPack }, item, 'todo'));
  return (
    <AttentionRow
      kind="failed"
      tone="red"
      icon={<CircleX size={16} />}
      title={title}
      text={isOne ? why?.text : names.join(' · ')}
      remedy={why?.remedy}
    >
      <ShowInActivity />
    </AttentionRow>
  );
}

/** Tasks that were done and have left something behind, as a requirement of another pack that is not met any more. */
export function WarnedItem({ items, findPack }: TasksItemProps) {
  const { t } = useTranslation();
  const [first] = items;
  if (first === undefined) return null;
  const describe = (item: HistoryItem) => describeTask({ t, findPack }, item, 'done');
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
