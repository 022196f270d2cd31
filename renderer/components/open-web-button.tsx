import { ExternalLink } from 'lucide-react';
import { t } from 'i18next';
import { Button } from './button';

interface OpenWebButtonProps {
  /** Null while the web UI has no address. */
  onOpen: (() => void) | null;
  testId: string;
  /** It stands in a row that has hardly room in a narrow window. */
  isTight?: boolean;
}

/** Opens ComfyUI's web UI in the browser. */
export function OpenWebButton({ onOpen, testId, isTight = false }: OpenWebButtonProps) {
  return (
    <Button
      data-testid={testId}
      tone="primary"
      disabled={onOpen === null}
      title={onOpen === null ? t('comfy.noAddress') : isTight ? t('comfy.actions.openWeb') : undefined}
      icon={<ExternalLink size={14} />}
      onClick={() => onOpen?.()}
    >
      <span className={isTight ? 'max-[559px]:sr-only' : undefined}>{t('comfy.actions.openWeb')}</span>
    </Button>
  );
}
