import { shortenVersion } from '../../../src/contract/text/version';
import { Pin } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { askReason } from '../../state/acts/pack-questions';
import { releaseHold } from '../../state/packs/holds';
import type { PackRecord } from '../../state/packs/pack-record';

/** That the pack is held at its version, why, and the way out. */
export function DetailsHold({ record }: { record: PackRecord }) {
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
