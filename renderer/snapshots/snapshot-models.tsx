import { ListChecks } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { offerModelList } from '../state/models/model-lists';
import { useSnapshotModels } from '../state/snapshots/snapshot-queries';
import { formatCount } from '../texts/formatting';

/** How many models the snapshot recorded and how many of them are missing now, with the way to get them. Nothing for one that says nothing of models. */
export function SnapshotModels({ name, title }: { name: string; title: string }) {
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
