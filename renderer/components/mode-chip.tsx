import { LifeBuoy, ListFilter } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus, LeanStart } from '../../src/contract/comfyui/comfyui-status';
import { formatCount } from '../texts/formatting';
import { Chip } from './chip';

function SafeModeChip() {
  return (
    <span data-testid="safe-mode" title={t('comfy.safeMode.hint')} className="inline-flex shrink-0">
      <Chip tone="amber" icon={<LifeBuoy size={12} />}>
        {t('comfy.safeMode.name')}
      </Chip>
    </span>
  );
}

function LeanChip({ lean }: { lean: LeanStart }) {
  const count = lean.packs.length - lean.missing.length;
  const shown = formatCount(count);
  const words =
    lean.of === null ? t('lean.next', { count, shown }) : t('lean.now', { count, shown, of: formatCount(lean.of) });
  return (
    <span data-testid="lean-chip" title={t('lean.hint', { name: lean.name })} className="inline-flex shrink-0">
      <Chip tone="accent" icon={<ListFilter size={12} />}>
        {words}
      </Chip>
    </span>
  );
}

/** That ComfyUI was, or will be, started without all its packs: beside its state, wherever that is shown. */
export function ModeChip({ status }: { status: Pick<ComfyStatus, 'mode' | 'lean' | 'state'> }) {
  if (status.mode === 'bare') return <SafeModeChip />;
  return status.lean !== null && status.state !== 'foreign' ? <LeanChip lean={status.lean} /> : null;
}
