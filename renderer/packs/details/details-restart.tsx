import { shortenVersion } from '../../../src/contract/text/version';
import { CircleMinus, RotateCw } from 'lucide-react';
import { t } from 'i18next';
import { Notice } from '../../components/feedback/notice';
import type { PackRecord } from '../../state/packs/pack-record';

/** That ComfyUI runs without this pack, which was left out of its start on purpose. */
export function DetailsLeftOut({ record }: { record: PackRecord }) {
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
export function DetailsRestart({ record }: { record: PackRecord }) {
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
