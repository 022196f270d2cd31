import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

interface OpenWebButtonProps {
  /** Null while the web UI has no address. */
  onOpen: (() => void) | null;
  testId: string;
}

/** Opens ComfyUI's web UI in the browser. */
export function OpenWebButton({ onOpen, testId }: OpenWebButtonProps) {
  const { t } = useTranslation();
  return (
    <Button
      data-testid={testId}
      tone="primary"
      disabled={onOpen === null}
      title={onOpen === null ? t('comfy.noAddress') : undefined}
      icon={<ExternalLink size={14} />}
      onClick={() => onOpen?.()}
    >
      {t('comfy.actions.openWeb')}
    </Button>
  );
}
