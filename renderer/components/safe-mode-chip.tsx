import { LifeBuoy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from './chip';

/** That ComfyUI was started without custom nodes: beside its state, wherever that is shown. */
export function SafeModeChip() {
  const { t } = useTranslation();
  return (
    <span data-testid="safe-mode" title={t('comfy.safeMode.hint')} className="inline-flex shrink-0">
      <Chip tone="amber" icon={<LifeBuoy size={12} />}>
        {t('comfy.safeMode.name')}
      </Chip>
    </span>
  );
}
