import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { ProgressRing } from './progress';

interface RemedyButtonProps {
  label: string;
  isBusy: boolean;
  testId: string;
  onApply: () => void;
}

/** What would cure a pack that does not import; a ring while something is done to that pack. */
export function RemedyButton({ label, isBusy, testId, onApply }: RemedyButtonProps) {
  const { t } = useTranslation();
  return (
    <Button
      size="small"
      tone="tinted"
      data-testid={testId}
      disabled={isBusy}
      icon={isBusy ? <ProgressRing fraction={null} label={t('comfy.problems.busy')} /> : undefined}
      onClick={onApply}
    >
      {label}
    </Button>
  );
}
