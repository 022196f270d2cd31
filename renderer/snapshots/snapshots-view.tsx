import { Bookmark, FileDown } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { QueryPlace } from '../components/feedback/query-place';
import { SkeletonRows } from '../components/feedback/skeleton';
import { PlaceHeader } from '../components/place-header';
import type { Location } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import { importSnapshot } from '../state/snapshots/snapshot-import';
import { useSnapshots } from '../state/snapshots/snapshot-queries';
import { useEscape } from '../navigation/use-escape';
import { SnapshotDetails } from './snapshot-details';
import { SnapshotList } from './snapshot-list';
import { useMutation } from '@tanstack/react-query';
import { SnapshotName } from '../../src/contract/snapshots';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { saveSnapshot } from './snapshot-actions';

/** Why a name cannot be used; null for one that can. An empty one is none. */
function findNameProblem(name: string): string | null {
  const isUsable = name.trim() === '' || SnapshotName.safeParse(name.trim()).success;
  return isUsable ? null : t('snapshots.save.badName');
}

/** Asks what the snapshot is to be called, and saves it. */
function SaveDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const { mutate: save, isPending: isSaving } = useMutation({ mutationFn: saveSnapshot, onSettled: onClose });
  const problem = findNameProblem(name);
  return (
    <Dialog
      isForm
      title={t('snapshots.save.title')}
      text={t('snapshots.save.text')}
      confirmLabel={t('snapshots.save.confirm')}
      isDisabled={problem !== null || isSaving}
      onConfirm={() => save(name)}
      onClose={onClose}
    >
      <TextField
        id="snapshot-name"
        label={t('snapshots.save.name')}
        value={name}
        maxLength={180}
        placeholder={t('snapshots.save.placeholder')}
        isInvalid={problem !== null}
        words={problem}
        onChange={setName}
      />
    </Dialog>
  );
}

const withoutDetails: Partial<Location> = { snapshot: null };

function ImportButton() {
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

/** Where there is none yet the place itself offers what the buttons do. */
function SnapshotsHeader({ onSave }: { onSave: () => void }) {
  const { data: names, isPending } = useSnapshots();
  const hasButtons = !isPending && names?.length !== 0;
  return (
    <PlaceHeader title={t('places.snapshots')}>
      {hasButtons && (
        <>
          <ImportButton />
          <Button tone="primary" icon={<Bookmark size={14} />} onClick={onSave}>
            {t('snapshots.save.open')}
          </Button>
        </>
      )}
    </PlaceHeader>
  );
}

function Snapshots({ names, onSave }: { names: readonly string[]; onSave: () => void }) {
  const selected = useLocation((state) => state.snapshot);
  if (names.length === 0) {
    return (
      <EmptyState icon={<Bookmark size={20} />} title={t('snapshots.emptyTitle')} text={t('snapshots.emptyText')}>
        <Button tone="primary" icon={<Bookmark size={14} />} onClick={onSave}>
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
  const list = useSnapshots();
  return (
    <QueryPlace
      query={list}
      coversOld
      failedTitle={t('snapshots.failedTitle')}
      loading={<SkeletonRows label={t('snapshots.loading')} />}
    >
      {(names) => <Snapshots names={names} onSave={onSave} />}
    </QueryPlace>
  );
}

/** The states that can be gone back to: saved by hand and taken before each change, compared, restored and removed. */
export function SnapshotsView() {
  const [isSaving, setSaving] = useState(false);
  useEscape(withoutDetails);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <SnapshotsHeader onSave={() => setSaving(true)} />
      <SnapshotsBody onSave={() => setSaving(true)} />
      {isSaving && <SaveDialog onClose={() => setSaving(false)} />}
    </div>
  );
}
