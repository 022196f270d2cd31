import { ArrowUp, HardDrive, LifeBuoy, PackageX, Pause, Search, Sparkles } from 'lucide-react';
import { t } from 'i18next';
import type { ImportDiagnosis } from '../../src/contract/comfyui/imports';
import { Button } from '../components/button';
import { RemedyButton } from '../components/feedback/remedy-button';
import { attempt } from '../state/queue/actions';
import type { KnownVolume } from './disk-room';

import { go } from '../navigation/location-store';
import { askBisect, openReview } from '../navigation/window-store';
import { repairPackages } from './home-commands';
import type { PackActivity } from '../state/packs/pack-activity';
import type { FindPack } from '../state/packs/pack-index';
import { useRemedy } from '../state/comfyui/use-remedy';
import { formatBytes, formatCount } from '../texts/formatting';
import { shortenList } from '../texts/shorten-list';
import { AttentionRow } from './attention-row';
import { describeProblem } from '../texts/core-sentences';

/** ComfyUI runs without custom nodes: what that means, and the search for the pack that it was started so for. The card above has the way back. */
export function SafeModeItem() {
  return (
    <AttentionRow
      kind="safe-mode"
      tone="amber"
      icon={<LifeBuoy size={16} />}
      title={t('comfy.safeMode.title')}
      text={t('comfy.safeMode.text')}
    >
      <Button
        size="small"
        data-testid="attention-bisect"
        title={t('bisect.findHint')}
        icon={<Search size={13} />}
        onClick={() => askBisect('web-ui')}
      >
        {t('bisect.find')}
      </Button>
    </AttentionRow>
  );
}

/** Little room is left on a volume; models are what takes most of it. */
export function LowDiskItem({ volume, onFree }: { volume: KnownVolume; onFree: () => void }) {
  const words = { free: formatBytes(volume.freeBytes), total: formatBytes(volume.totalBytes), path: volume.path };
  return (
    <AttentionRow
      kind="low-disk"
      tone="amber"
      icon={<HardDrive size={16} />}
      title={t('home.lowDisk.title', words)}
      text={t('home.lowDisk.text', words)}
    >
      <Button size="small" tone="tinted" data-testid="attention-free" onClick={onFree}>
        {t('home.disk.largest')}
      </Button>
    </AttentionRow>
  );
}

/** A pack that did not import at the last start: the cause, and the button that cures it. */
export function ImportItem(props: {
  problem: ImportDiagnosis;
  activity: PackActivity | undefined;
  findPack: FindPack;
}) {
  const { problem, activity, findPack } = props;
  const remedy = useRemedy(problem);
  const title = findPack(problem.name)?.title ?? problem.name;
  const described = describeProblem(problem, title);
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <AttentionRow
      kind="import"
      tone="red"
      icon={<PackageX size={16} />}
      title={t('home.imports.title', { name: title })}
      text={described.text || t('comfy.problems.noCause')}
      remedy={described.remedy}
    >
      {remedy && <RemedyButton {...remedy} isBusy={isBusy} testId="attention-remedy" onApply={remedy.apply} />}
      <Button size="small" tone="quiet" onClick={() => go({ place: 'comfyui', comfyTab: 'overview' })}>
        {t('home.imports.show')}
      </Button>
    </AttentionRow>
  );
}

/** Packages that an interrupted change left missing or damaged, and that could not be put back at the start. */
export function OwedPackagesItem({ names }: { names: readonly string[] }) {
  const count = names.length;
  return (
    <AttentionRow
      kind="owed-packages"
      tone="red"
      icon={<PackageX size={16} />}
      title={t('home.owed.title', { count, shown: formatCount(count) })}
      text={shortenList(names, namedPacks)}
    >
      <Button size="small" tone="primary" data-testid="attention-repair" onClick={() => void repairPackages()}>
        {t('home.owed.repair')}
      </Button>
    </AttentionRow>
  );
}

/** Further failures of a kind, as a number. */
export function MoreItem({ of, count }: { of: 'imports' | 'failed'; count: number }) {
  const counted = { count, shown: formatCount(count) };
  const title = of === 'failed' ? t('home.failed.more', counted) : t('home.imports.more', counted);
  const show = (): void =>
    go(of === 'failed' ? { place: 'activity', taskId: null } : { place: 'comfyui', comfyTab: 'overview' });
  return (
    <AttentionRow kind={`more-${of}`} tone="red" icon={<PackageX size={16} />} title={title}>
      <Button size="small" onClick={show}>
        {t('home.imports.showAll')}
      </Button>
    </AttentionRow>
  );
}

/** The queue waits for a person. */
export function PausedItem({ waiting }: { waiting: number }) {
  return (
    <AttentionRow
      kind="paused"
      tone="amber"
      icon={<Pause size={16} />}
      title={t('activity.paused')}
      text={t('home.paused.text', { count: waiting, shown: formatCount(waiting) })}
    >
      <Button size="small" tone="tinted" onClick={() => void attempt('queue.resume', {})}>
        {t('activity.resume')}
      </Button>
    </AttentionRow>
  );
}

const namedPacks = 3;

/** Packs with something newer. */
export function UpdatesItem({ names }: { names: readonly string[] }) {
  const count = names.length;
  return (
    <AttentionRow
      kind="updates"
      tone="accent"
      icon={<ArrowUp size={16} />}
      title={t('home.updates.title', { count, shown: formatCount(count) })}
      text={shortenList(names, namedPacks)}
    >
      <Button size="small" tone="tinted" data-testid="attention-updates" onClick={() => openReview('packs')}>
        {t('home.updates.show')}
      </Button>
    </AttentionRow>
  );
}

/** A release of ComfyUI that is newer than the one that is checked out. */
export function ComfyUpdateItem({ latest }: { latest: string }) {
  return (
    <AttentionRow
      kind="comfy-update"
      tone="accent"
      icon={<Sparkles size={16} />}
      title={t('home.comfyUpdate.title', { version: latest })}
      text={t('home.comfyUpdate.text')}
    >
      <Button size="small" tone="tinted" data-testid="attention-comfy-update" onClick={() => openReview('comfyui')}>
        {t('home.comfyUpdate.show')}
      </Button>
    </AttentionRow>
  );
}
