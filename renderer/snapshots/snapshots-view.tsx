import { Bookmark, FileDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { QueryPlace } from '../components/feedback/query-place';
import { SkeletonRows } from '../components/feedback/skeleton';
import { PlaceHeader } from '../components/place-header';
import { copyText } from '../state/queue/actions';
import { scrollRef } from '../hooks/kept-scroll';
import type { Location } from '../navigation/location';
import { wordBatch } from '../state/packs/batch-words';
import { useChanges } from '../state/packs/change-queries';
import { useLocation } from '../navigation/location-store';
import { importSnapshot } from '../state/snapshots/snapshot-import';
import { useSnapshots } from '../state/snapshots/snapshot-queries';
import { useEscape } from '../navigation/use-escape';
import { useNow } from '../hooks/use-now';
import { usePacks } from '../state/packs/use-packs';
import { formatCount } from '../texts/formatting';
import { SaveDialog } from './save-dialog';
import { SnapshotDetails } from './snapshot-details';
import { useSnapshotMenu } from './snapshot-menu';
import { SnapshotRow } from './snapshot-row';

const withoutDetails: Partial<Location> = { snapshot: null };

const refreshTimesMs = 30_000;

function ImportButton() {
  const { t } = useTranslation();
  return (
    <Button
      data-testid="snapshot-import"
      icon={<FileDown size={14} />}
      onClick={() => void importSnapshot(t('snapshots.import.title'))}
    >
      {t('snapshots.import.open')}
    </Button>
  );
}

function SnapshotsHeader({ count, onSave }: { count: number; onSave: () => void }) {
  const { t } = useTranslation();
  return (
    <PlaceHeader
      title={t('places.snapshots')}
      beside={<span className="text-sm text-faint tabular">{count === 0 ? '' : formatCount(count)}</span>}
    >
      <ImportButton />
      <Button tone="primary" icon={<Bookmark size={14} />} onClick={onSave}>
        {t('snapshots.save.open')}
      </Button>
    </PlaceHeader>
  );
}

interface SnapshotListProps {
  names: readonly string[];
  selected: string | null;
  onSelect: (name: string) => void;
}

/** Says what was changed after each automatic snapshot, by the name of the snapshot. */
function useChangesAfter(): ReadonlyMap<string, string> {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  const { data: batches = [] } = useChanges();
  const named = batches.flatMap((batch) => {
    const { takenBefore } = batch;
    return takenBefore === null ? [] : [[takenBefore, wordBatch(t, batch, findByName).title] as const];
  });
  return new Map(named);
}

function SnapshotList({ names, selected, onSelect }: SnapshotListProps) {
  const { t } = useTranslation();
  const nowMs = useNow(refreshTimesMs);
  const changes = useChangesAfter();
  const menu = useSnapshotMenu();
  return (
    <>
      <ul
        ref={scrollRef('snapshots')}
        aria-label={t('snapshots.list')}
        onContextMenu={menu.ask}
        className="min-w-0 flex-1 overflow-y-auto"
      >
        {names.map((name) => (
          <SnapshotRow
            key={name}
            name={name}
            change={changes.get(name) ?? null}
            nowMs={nowMs}
            isSelected={name === selected}
            onSelect={() => onSelect(name)}
          />
        ))}
      </ul>
      {menu.shown}
    </>
  );
}

function Snapshots({ names, onSave }: { names: readonly string[]; onSave: () => void }) {
  const { t } = useTranslation();
  const selected = useLocation((state) => state.snapshot);
  const go = useLocation((state) => state.go);
  if (names.length === 0) {
    return (
      <EmptyState icon={<Bookmark size={20} />} title={t('snapshots.emptyTitle')} text={t('snapshots.emptyText')}>
        <Button tone="primary" onClick={onSave}>
          {t('snapshots.save.open')}
        </Button>
        <ImportButton />
      </EmptyState>
    );
  }
  const opened = names.find((name) => name === selected);
  return (
    <div className="relative flex min-h-0 flex-1">
      <SnapshotList names={names} selected={selected} onSelect={(snapshot) => go({ snapshot })} />
      {opened !== undefined && (
        <SnapshotDetails key={opened} name={opened} others={names} onClose={() => go({ snapshot: null })} />
      )}
    </div>
  );
}

function SnapshotsBody({ onSave }: { onSave: () => void }) {
  const { t } = useTranslation();
  const list = useSnapshots();
  return (
    <QueryPlace
      query={list}
      coversOld
      failedTitle={t('snapshots.failedTitle')}
      onRetry={() => void list.refetch()}
      onCopy={copyText}
      loading={<SkeletonRows label={t('snapshots.loading')} />}
    >
      {(names) => <Snapshots names={names} onSave={onSave} />}
    </QueryPlace>
  );
}

/** The states that can be gone back to: saved by hand and taken before each change, compared, restored and removed. */
export function SnapshotsView() {
  const [isSaving, setSaving] = useState(false);
  const count = useSnapshots().data?.length ?? 0;
  useEscape(withoutDetails);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <SnapshotsHeader count={count} onSave={() => setSaving(true)} />
      <SnapshotsBody onSave={() => setSaving(true)} />
      {isSaving && <SaveDialog onClose={() => setSaving(false)} />}
    </div>
  );
}
