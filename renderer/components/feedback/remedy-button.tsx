import { t } from 'i18next';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { Button } from '../button';
import { lockOf } from '../lock';
import { ProgressRing } from './progress';

/** The parts of a remedy that the button shows, and what it needs besides. */
interface RemedyButtonProps {
  label: string;
  isBusy: boolean;
  testId: string;
  /** Why the policy refuses it; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  onApply: () => void;
}

/** What would cure a pack that does not import; a ring while something is done to that pack. */
export function RemedyButton({ label, isBusy, testId, refusal, onApply }: RemedyButtonProps) {
  const lock = lockOf(refusal);
  return (
    <Button
      size="small"
      tone="tinted"
      data-testid={testId}
      disabled={isBusy}
      {...lock}
      icon={isBusy ? <ProgressRing fraction={null} label={t('comfy.problems.busy')} /> : lock.icon}
      onClick={onApply}
    >
      {label}
    </Button>
  );
}
