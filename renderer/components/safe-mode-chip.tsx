import { LifeBuoy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ComfyStatus } from '../../src/contract/comfyui';
import { Chip } from './chip';

/** That ComfyUI was started without custom nodes, wherever its state is shown. */
export function SafeModeChip({ status }: { status: Pick<ComfyStatus, 'mode'> }) {
  const { t } = useTranslation();
  if (status.mode !== 'bare') return null;
  return (
    <span data-testid="safe-mode" title={t('comfy.safeMode.hint')} className="inline-flex shrink-0">
      <Chip tone="amber" icon={<LifeBuoy size={12} />}>
        {t('comfy.safeMode.name')}
      </Chip>
    </span>
  );
}
