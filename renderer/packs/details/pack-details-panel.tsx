import { CircleMinus, Maximize2, Minimize2, PackageX, Pin, RotateCw, Star, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import { useMachine } from '../../state/comfyui/machine';
import { Avatar } from '../../components/avatar';
import { DetailsHead, DetailsPanel } from '../../components/details-panel';
import { IconButton } from '../../components/icon-button';
import { go, useLocation } from '../../navigation/location-store';
import { toggleFavourite, useFavourites } from '../../state/packs/favourites';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { DetailsActions } from './details-actions';
import { DetailsFailure } from './details-failure';
import { DetailsTabs } from './details-tabs';
import { readStatus } from '../row-facts';
import { usePackPicture } from './pack-details';
import { StatusChip } from '../status-chip';
import { shortenVersion } from '../../../src/contract/text/version';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { askReason } from '../../state/acts/pack-questions';
import { releaseHold } from '../../state/packs/holds';
import { usePackProblem } from '../../state/comfyui/pack-problem';
import { describeProblem } from '../../texts/core-sentences';
import type { UnmetRequirement } from '../../../src/contract/python/doctor';
import { installableOf } from '../../../src/contract/text/installable-line';
import { askForPackage } from '../../state/comfyui/package-request';
import { useUnmetNeeds } from '../../state/comfyui/health';
import { describeUnmet } from '../../texts/unmet-words';

/** That ComfyUI runs without this pack, which was left out of its start on purpose. */
function DetailsLeftOut({ record }: { record: PackRecord }) {
  if (record.local?.standing?.state !== 'left-out') return null;
  return (
    <div className="px-4 pt-3" data-testid="details-left-out">
      <Notice
        tone="neutral"
        icon={<CircleMinus size={16} />}
        title={t('states.left-out')}
        text={t('details.restart.leftOut')}
      />
    </div>
  );
}

/** That ComfyUI has another copy of this pack than lies on disk, or none, until its next start. */
function DetailsRestart({ record }: { record: PackRecord }) {
  const { local } = record;
  if (local?.standing?.state !== 'waits-for-restart') return null;
  const { runningVersion } = local.standing;
  const running = runningVersion === null ? null : shortenVersion(runningVersion);
  const now = local.version === '' ? t('details.unknown') : shortenVersion(local.version);
  const text = local.enabled
    ? running === null
      ? t('details.restart.fresh')
      : t('details.restart.changed', { running, now })
    : t('details.restart.disabled');
  return (
    <div className="px-4 pt-3" data-testid="details-restart">
      <Notice tone="neutral" icon={<RotateCw size={16} />} title={t('details.restart.title')} text={text} />
    </div>
  );
}

/** One act, and the tab of the requirements, which has all, beside it. */
const mostActs = 1;

const none: readonly UnmetRequirement[] = [];

/** What the environment lacks of what this pack asks for. */
function useUnmetOf({ local }: PackRecord): readonly UnmetRequirement[] {
  const needs = useUnmetNeeds();
  return local?.enabled === true ? (needs.get(local.name) ?? none) : none;
}

/** What the pack asks for and does not have, one that was left out at its installation included; why stands in the tab that the button opens. */
function DetailsLacking({ record }: { record: PackRecord }) {
  const unmet = useUnmetOf(record);
  const isShown = useLocation((state) => state.packTab === 'requirements');
  if (unmet.length === 0) return null;
  const lines = unmet.flatMap(({ needs }) => installableOf(needs)?.replaceAll(/\s/gu, '') ?? []).slice(0, mostActs);
  return (
    <div className="px-4 pt-3" data-testid="details-lacking">
      <Notice
        tone="amber"
        icon={<PackageX size={16} />}
        title={t('details.lacking', { count: unmet.length })}
        text={unmet.map((one) => `${describeUnmet(one)}.`).join(' ')}
      >
        {lines.map((line) => (
          <Button key={line} size="small" data-testid="lacking-install" onClick={() => askForPackage(line)}>
            {t('details.planFor', { line })}
          </Button>
        ))}
        {!isShown && (
          <Button size="small" tone="quiet" data-testid="lacking-why" onClick={() => go({ packTab: 'requirements' })}>
            {t('details.showRequirements')}
          </Button>
        )}
      </Notice>
    </div>
  );
}

/** Why this pack did not load when ComfyUI started last, and what helps. The act for it stands above, with the orders; what else helps is in the menu. */
function DetailsImport({ record }: { record: PackRecord }) {
  const problem = usePackProblem(record);
  if (!problem) return null;
  return (
    <div className="px-4 pt-3" data-testid="details-import">
      <Notice
        tone="amber"
        icon={<TriangleAlert size={16} />}
        title={t('comfy.problems.detailsTitle', { name: record.title })}
        {...describeProblem(problem, record.title)}
      />
    </div>
  );
}

/** That the pack is held at its version, why, and the way out. */
function DetailsHold({ record }: { record: PackRecord }) {
  const { local } = record;
  if (!local?.hold) return null;
  const title =
    local.version === '' ? t('holds.hintPlain') : t('holds.heldAt', { version: shortenVersion(local.version) });
  return (
    <div className="px-4 pt-3" data-testid="details-hold">
      <Notice
        tone="neutral"
        icon={<Pin size={16} />}
        title={title}
        text={local.hold.reason === '' ? t('holds.noReason') : local.hold.reason}
      >
        <Button size="small" onClick={() => void releaseHold(local.key)}>
          {t('actions.release')}
        </Button>
        <Button size="small" tone="quiet" onClick={() => askReason([record])}>
          {t('actions.changeHold')}
        </Button>
      </Notice>
    </div>
  );
}

interface PackProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

interface PackDetailsProps extends PackProps {
  onClose: () => void;
}

/** Marks the pack with a star, or takes it away. */
function FavouriteButton({ record: { key } }: { record: PackRecord }) {
  const isOn = useFavourites(({ keys }) => keys.has(key));
  return (
    <IconButton
      isCompact
      data-testid="details-favourite"
      aria-pressed={isOn}
      label={t('actions.withKey', { action: isOn ? t('favourites.remove') : t('favourites.add'), key: 'F' })}
      icon={<Star size={15} className={isOn ? 'fill-amber-text text-amber-text' : undefined} />}
      onClick={() => toggleFavourite(key)}
    />
  );
}

/** The details in place of the list, with the readme first, and back beside it. */
function ReaderButton() {
  const isReader = useLocation((state) => state.isReader);
  return (
    <IconButton
      isCompact
      data-testid="details-reader"
      aria-pressed={isReader}
      label={isReader ? t('details.besideList') : t('details.wholeWindow')}
      icon={isReader ? <Minimize2 size={15} /> : <Maximize2 size={15} />}
      onClick={() => go(isReader ? { isReader: false } : { isReader: true, packTab: 'readme' })}
    />
  );
}

function PackHead({ record, activity, onClose }: PackDetailsProps) {
  const machine = useMachine();
  const isLacking = useUnmetOf(record).length > 0;
  const picture = usePackPicture(record.icon);
  return (
    <DetailsHead
      title={record.title}
      avatar={<Avatar id={record.key} title={record.title} size="large" picture={picture} />}
      closeLabel={t('details.close')}
      onClose={onClose}
      tools={
        <>
          <FavouriteButton record={record} />
          <ReaderButton />
        </>
      }
    >
      {record.author !== '' && <span className="truncate">{t('packs.byAuthor', { author: record.author })}</span>}
      <StatusChip status={readStatus(record, activity, { machine, isLacking })} />
    </DetailsHead>
  );
}

/** Everything about one pack. */
export function PackDetails({ record, activity, onClose }: PackDetailsProps) {
  const isReader = useLocation((state) => state.isReader);
  return (
    <DetailsPanel
      label={t('details.label', { name: record.title })}
      testId="pack-details"
      itemKey={record.key}
      isReader={isReader}
    >
      <PackHead record={record} activity={activity} onClose={onClose} />
      <DetailsActions record={record} activity={activity} />
      {(activity === undefined || activity.phase === 'failed') && (
        <>
          <DetailsImport record={record} />
          <DetailsRestart record={record} />
          <DetailsLeftOut record={record} />
          <DetailsLacking record={record} />
          <DetailsHold record={record} />
        </>
      )}
      {activity?.phase === 'failed' && <DetailsFailure record={record} failure={activity} />}
      <DetailsTabs record={record} isBusy={activity !== undefined && activity.phase !== 'failed'} />
    </DetailsPanel>
  );
}
