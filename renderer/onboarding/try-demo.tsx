import { FlaskConical } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { ProgressRing } from '../components/feedback/progress';
import { useInstallation } from '../state/installation/installation-queries';

interface TryDemoProps {
  isBuilding: boolean;
  isDisabled: boolean;
  onTry: () => void;
}

/** The way in without a ComfyUI of one's own; only where the app carries the demo world. */
export function TryDemo({ isBuilding, isDisabled, onTry }: TryDemoProps) {
  const isAvailable = useInstallation().data?.demoAvailable ?? false;
  if (!isAvailable) return null;
  const label = isBuilding ? t('onboarding.demoBuilding') : t('onboarding.demo');
  return (
    <section className="flex items-center gap-3 px-3.5 py-2.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-medium">{t('onboarding.demoTitle')}</h2>
        <p role="status" className="mt-0.5 text-sm text-pretty text-muted">
          {isBuilding ? t('onboarding.demoBuildingText') : t('onboarding.demoText')}
        </p>
      </div>
      {/* Not disabled while it builds: its label is the progress, so it stays readable and keeps the focus. */}
      <Button
        className="min-w-46"
        disabled={isDisabled && !isBuilding}
        aria-disabled={isBuilding}
        icon={
          <span aria-hidden>
            {isBuilding ? <ProgressRing fraction={null} label={label} /> : <FlaskConical size={15} />}
          </span>
        }
        onClick={isBuilding ? undefined : onTry}
      >
        {label}
      </Button>
    </section>
  );
}
