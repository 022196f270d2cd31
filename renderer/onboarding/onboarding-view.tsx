import { FolderOpen } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { classNames } from '../components/class-names';
import { Mark } from '../components/mark';
import { FailureNotice } from '../components/feedback/failure-notice';
import { ConnectInstead } from '../state/installation/connect-instead';
import { ConnectRow } from './connect-row';
import { FoundFolder } from './found-folder';
import { InstallRow } from './install-row';
import { Suggestions, useSuggestions } from './suggestions';
import { TryDemo } from './try-demo';
import { type ChosenFolder, useChosenFolder } from './use-chosen-folder';
import { useFolderDrop } from './use-folder-drop';
import { type Opening, useOpening } from './use-opening';

function Welcome() {
  return (
    <>
      <span className="inline-flex size-12 items-center justify-center rounded-panel bg-accent text-on-accent">
        <Mark size={30} />
      </span>
      <p className="mt-5 font-medium text-muted">ComfyUI Manager Desktop</p>
      <h1 className="mt-1 text-2xl font-semibold tracking-tight">{t('onboarding.title')}</h1>
      <p className="mt-2 text-pretty text-muted">{t('onboarding.text')}</p>
    </>
  );
}

interface ChosenProps {
  chosen: ChosenFolder;
  onOpen: (folder: string) => void;
}

/** What the chosen folder turned out to be, where it was not opened. */
function Chosen({ chosen: { folder, recognition, select }, onOpen }: ChosenProps) {
  if (folder === undefined || recognition === undefined) return null;
  return <FoundFolder {...{ folder, recognition, onOpen }} onSelect={select} />;
}

/** Why nothing was opened, or what was chosen could not be looked at, and the way on. */
function WhyNot({ failure, ...props }: ChosenProps & { failure: Opening['failure'] }) {
  const error = failure?.error ?? props.chosen.error;
  return (
    <div className="mt-5 empty:hidden">
      {error === null ? (
        <Chosen {...props} />
      ) : (
        <FailureNotice
          title={t(`onboarding.failed.${failure?.what ?? 'folder'}`)}
          error={error}
          {...(failure && { onRetry: failure.retry })}
        >
          <ConnectInstead error={error} />
        </FailureNotice>
      )}
    </div>
  );
}

/** The first screen: choose or drop a folder, open a ComfyUI that was found, or, for whoever has none, install one or try the demo. */
export function OnboardingView() {
  const { openFolder, openDemo, opening, failure } = useOpening();
  const chosen = useChosenFolder(openFolder);
  const isOver = useFolderDrop(chosen.select);
  const found = useSuggestions();
  return (
    <main
      data-testid="onboarding"
      className={classNames('h-full scroll-steady transition-colors', isOver && 'bg-accent-tint')}
    >
      <div className="mx-auto flex min-h-full max-w-140 flex-col justify-center px-8 py-12">
        <Welcome />
        <div className="mt-6 flex flex-wrap gap-x-2 gap-y-3">
          <Button
            tone="primary"
            icon={<FolderOpen size={15} />}
            waitsFor={opening === 'folder' ? t('onboarding.opening') : undefined}
            onClick={() => chosen.choose(t('onboarding.dialogTitle'))}
          >
            {t('onboarding.choose')}
          </Button>
          <p className="self-center text-sm text-muted">{t(isOver ? 'onboarding.dropHere' : 'onboarding.drop')}</p>
        </div>
        <WhyNot failure={failure} chosen={chosen} onOpen={openFolder} />
        <Suggestions found={found} isOpening={opening !== null} onOpen={openFolder} />
        <div className="mt-6 divide-y divide-border rounded-panel border border-border bg-raised">
          <InstallRow isDisabled={opening !== null} isLikely={found?.length === 0 && chosen.folder === undefined} />
          <ConnectRow isDisabled={opening !== null} />
          <TryDemo isBuilding={opening === 'demo'} isDisabled={opening !== null} onTry={openDemo} />
        </div>
      </div>
    </main>
  );
}
