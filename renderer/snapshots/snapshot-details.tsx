import { FileUp, ListChecks, RotateCcw, Trash2 } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { PartTab } from '../components/part-tab';
import { DetailsHead, DetailsPanel } from '../components/details-panel';
import { showToast } from '../hooks/toast';
import { go, useLocation } from '../navigation/location-store';
import { exportSnapshot } from './snapshot-actions';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { formatCount, formatExact, lastSegment } from '../texts/formatting';
import { Comparison } from './comparison';
import { type Question, SnapshotQuestion } from './snapshot-question';
import { SnapshotContents } from './snapshot-contents';
import { useSnapshotTitles } from './snapshot-words';
import { offerModelList } from '../state/models/model-lists';
import { useSnapshotModels } from '../state/snapshots/snapshot-queries';

/** How many models the snapshot recorded and how many of them are missing now, with the way to get them. Nothing for one that says nothing of models. */
function SnapshotModels({ name, title }: { name: string; title: string }) {
  const { data } = useSnapshotModels(name);
  if (data == null || data.count === 0) return null;
  const { count, missing, text } = data;
  const words = [
    t('snapshots.models.recorded', { count, shown: formatCount(count) }),
    missing === 0
      ? t('snapshots.models.noneMissing')
      : t('snapshots.models.missing', { count: missing, shown: formatCount(missing) }),
  ];
  return (
    <div className="mb-2 flex items-center gap-3 px-4 text-sm text-muted" data-testid="snapshot-models">
      <span className="min-w-0 flex-1">{words.join(' · ')}</span>
      <Button
        size="small"
        icon={<ListChecks size={13} />}
        data-testid="snapshot-models-compare"
        onClick={() => offerModelList({ name: title, text })}
      >
        {t('snapshots.models.compare')}
      </Button>
    </div>
  );
}

function SnapshotHead({ name, onClose }: { name: string; onClose: () => void }) {
  const { takenAtMs, isAutomatic } = readSnapshotName(name);
  const titleOf = useSnapshotTitles();
  return (
    <DetailsHead title={titleOf(name)} closeLabel={t('snapshots.close')} onClose={onClose}>
      <span className="flex flex-wrap items-center gap-2">
        {takenAtMs !== null && <span>{formatExact(takenAtMs)}</span>}
        {isAutomatic && <Chip tone="neutral">{t('snapshots.automatic')}</Chip>}
      </span>
    </DetailsHead>
  );
}

/** What lies between the snapshot and now, and all that it holds. */
function Parts({ name, changes }: { name: string; changes: ReactNode }) {
  return (
    <Tabs.Root defaultValue="changes" className="flex min-h-0 flex-1 flex-col">
      <Tabs.List aria-label={t('snapshots.parts.label')} className="flex shrink-0 gap-5 border-b border-border px-4">
        {(['changes', 'contents'] as const).map((part) => (
          <PartTab key={part} value={part} testId={`snapshot-tab-${part}`}>
            {t(`snapshots.parts.${part}`)}
          </PartTab>
        ))}
      </Tabs.List>
      <Tabs.Content value="changes" className="flex min-h-0 flex-1 flex-col">
        {changes}
      </Tabs.Content>
      <Tabs.Content value="contents" className="min-h-0 flex-1 scroll-steady p-4">
        <SnapshotContents name={name} />
      </Tabs.Content>
    </Tabs.Root>
  );
}

interface SnapshotDetailsProps {
  name: string;
  others: readonly string[];
  onClose: () => void;
}

/** One snapshot: what it would bring back, what lies between it and another one, and the way back itself. */
export function SnapshotDetails({ name, others, onClose }: SnapshotDetailsProps) {
  const titleOf = useSnapshotTitles();
  const other = useLocation((state) => state.comparedWith);
  const [question, setQuestion] = useState<Question | null>(null);
  const report = (path: string): void => showToast(() => t('snapshots.export.done', { name: lastSegment(path) }), path);
  return (
    <DetailsPanel label={t('snapshots.details', { name: titleOf(name) })} testId="snapshot-details" itemKey={name}>
      <SnapshotHead name={name} onClose={onClose} />
      <div className="mt-4 mb-2 flex items-center gap-2 px-4">
        <Button tone="primary" icon={<RotateCcw size={14} />} onClick={() => setQuestion({ kind: 'restore', name })}>
          {t('snapshots.restore.open')}
        </Button>
        <Button
          data-testid="snapshot-export"
          icon={<FileUp size={14} />}
          onClick={() => void exportSnapshot(name, t('snapshots.export.title'), report)}
        >
          {t('snapshots.export.open')}
        </Button>
        <Button
          tone="warning"
          className="ml-auto"
          icon={<Trash2 size={14} />}
          onClick={() => setQuestion({ kind: 'remove', name })}
        >
          {t('snapshots.remove.open')}
        </Button>
      </div>
      <SnapshotModels name={name} title={titleOf(name)} />
      <Parts
        name={name}
        changes={
          <Comparison name={name} others={others} other={other} onOther={(comparedWith) => go({ comparedWith })} />
        }
      />
      <SnapshotQuestion question={question} onClose={() => setQuestion(null)} />
    </DetailsPanel>
  );
}
