import { PackagePlus } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { ProgressRing } from '../components/feedback/progress';
import { showSetup } from '../navigation/window-store';
import { setupFraction, useSetup } from '../state/setup/setup';

interface InstallRowProps {
  isDisabled: boolean;
  /** Nothing was found here, so this is what most people want. */
  isLikely: boolean;
}

/** The way in for whoever has no ComfyUI yet, and back to an installation that is under way. */
export function InstallRow({ isDisabled, isLikely }: InstallRowProps) {
  const view = useSetup();
  const phase = view?.phase ?? 'idle';
  const isRunning = phase === 'running' || phase === 'cancelling';
  const isOpen = phase !== 'idle';
  return (
    <section className="flex items-center gap-3 px-3.5 py-2.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-medium">{t(isOpen ? `setup.state.${phase}` : 'setup.none')}</h2>
        <p className="mt-0.5 text-sm text-pretty text-muted">{t(isOpen ? 'setup.stateText' : 'setup.noneText')}</p>
      </div>
      <Button
        data-testid="setup-open"
        tone={isLikely ? 'tinted' : 'plain'}
        className="min-w-46"
        disabled={isDisabled}
        icon={
          view !== undefined && isRunning ? (
            <ProgressRing fraction={setupFraction(view)} label={t('setup.state.running')} />
          ) : (
            <PackagePlus size={15} />
          )
        }
        onClick={() => showSetup(true)}
      >
        {t(isOpen ? 'setup.show' : 'setup.open')}
      </Button>
    </section>
  );
}
