import { t } from 'i18next';
import type { SnapshotContents, SnapshotOutline } from '../../src/contract/snapshots';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { shortenVersion } from '../../src/contract/text/version';
import { useReleases } from '../state/comfyui/releases';
import { wordBatch } from '../state/packs/batch-words';
import { useChanges } from '../state/packs/change-queries';
import { usePacks } from '../state/packs/use-packs';
import { formatCount, formatList } from '../texts/formatting';
import { titleOfSnapshot } from '../texts/snapshot-title';

/** Says what was changed after each automatic snapshot, by the name of the snapshot. */
function useChangesAfter(): ReadonlyMap<string, string> {
  const { findByName } = usePacks().packIndex;
  const { data: batches = [] } = useChanges();
  const named = batches.flatMap((batch) => {
    const { takenBefore } = batch;
    return takenBefore === null ? [] : [[takenBefore, wordBatch(findByName, batch)] as const];
  });
  return new Map(named);
}

/** Says what snapshots are called: the name that a person gave, else the change an automatic one was taken before, else its time. */
export function useSnapshotTitles(): (name: string) => string {
  const changes = useChangesAfter();
  return (name) => {
    const change = readSnapshotName(name).isAutomatic ? changes.get(name) : undefined;
    return change === undefined ? titleOfSnapshot(name) : t('snapshots.before', { change });
  };
}

/** Says which version of ComfyUI a commit is: its release, else the commit in its short form. */
export function useCommitWords(): (commit: string) => string {
  const known = useReleases().data;
  return (commit) => {
    const release = known?.releases.find((one) => one.kind === 'release' && one.commit.startsWith(commit));
    if (release !== undefined) return release.version;
    return known?.current.commit.startsWith(commit) ? known.current.name : shortenVersion(commit);
  };
}

/** Says in one line what is held: `12 packs, 1 disabled, 84 Python packages, ComfyUI v0.3.61`. */
export function useContentWords(): (contents: SnapshotContents) => string {
  const wordCommit = useCommitWords();
  const count = (key: 'pack' | 'python', value: number): string =>
    t(`home.counts.${key}`, { count: value, shown: formatCount(value) });
  return ({ comfyui, packs, disabledPacks, packages }) =>
    formatList([
      count('pack', packs),
      ...(disabledPacks === 0 ? [] : [t('snapshots.holds.disabled', { shown: formatCount(disabledPacks) })]),
      ...(packages === null ? [] : [count('python', packages)]),
      ...(comfyui === null ? [] : [t('snapshots.holds.comfyui', { version: wordCommit(comfyui) })]),
    ]);
}

type Restores = NonNullable<SnapshotOutline['restores']>;
type Stays = NonNullable<SnapshotOutline['stays']>;

/** Whether what is there is what it holds: a restore would change nothing, and nothing is there besides. */
export function isAsNow({ restores, stays }: SnapshotOutline): boolean {
  if (restores === null || stays === null) return false;
  return restores.comfyui + restores.packs + restores.packages + stays.packs + stays.packages === 0;
}

/** Says how many things there are of each kind, without those of which there is none: `3 packs, 2 Python packages`. */
function wordCounts({ comfyui = 0, packs = 0, packages = 0 }: Partial<Restores>): string {
  const counts = [
    ['comfyui', comfyui],
    ['pack', packs],
    ['python', packages],
  ] as const;
  const words = counts.flatMap(([key, count]) =>
    count === 0 ? [] : [t(`home.counts.${key}`, { count, shown: formatCount(count) })],
  );
  return formatList(words);
}

/** Says how far a snapshot is from now: what a restore would change, and what it would leave besides. */
export function describeDistance({ restores, stays }: { restores: Restores; stays: Stays }): string {
  const [differs, besides] = [wordCounts(restores), wordCounts(stays)];
  if (besides === '') return t('snapshots.differs', { what: differs });
  if (differs === '') return t('snapshots.besides', { what: besides });
  return t('snapshots.differsBesides', { what: differs, besides });
}
