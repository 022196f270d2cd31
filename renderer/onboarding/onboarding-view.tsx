import { CircleX, FolderOpen } from 'lucide-react';
import { t } from 'i18next';
import type { AppError } from '../../src/contract/errors';
import { Button } from '../components/button';
import { classNames } from '../components/class-names';
import { Mark } from '../components/mark';
import { Notice } from '../components/feedback/notice';
import { FoundFolder } from './found-folder';
import { InstallRow } from './install-row';
import { Suggestions, useSuggestions } from './suggestions';
import { TryDemo } from './try-demo';
import { type ChosenFolder, useChosenFolder } from './use-chosen-folder';
import { useFolderDrop } from './use-folder-drop';
import { type Opening, useOpening } from './use-opening';
import { describeError } from '../texts/core-sentences';

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

function Failure({ title, error }: { title: string; error: AppError }) {
  return (
    <div className="mt-5">
      <Notice isAlert tone="red" icon={<CircleX size={16} />} title={title} {...describeError(error)} />
    </div>
  );
}

interface FailuresProps {
  failure: Opening['failure'];
  /** Why the folder could not be looked at. */
  other: AppError | null;
}

/** Why nothing was opened, or what was chosen could not be looked at. */
function Failures({ failure, other }: FailuresProps) {
  if (failure) return <Failure title={t(`onboarding.failed.${failure.what}`)} error={failure.error} />;
  return other && <Failure title={t('onboarding.failed.folder')} error={other} />;
}

interface ChooseRowProps {
  chosen: ChosenFolder;
  /** Something is held above the window. */
  isOver: boolean;
}

function ChooseRow({ chosen: { folder, recognition, choose }, isOver }: ChooseRowProps) {
  return (
    <div className="mt-6 flex flex-wrap gap-x-2 gap-y-3">
      <Button
        tone={recognition.data?.recognised === true ? 'plain' : 'primary'}
        icon={<FolderOpen size={15} />}
        onClick={() => choose(t('onboarding.dialogTitle'))}
      >
        {folder === null ? t('onboarding.choose') : t('onboarding.chooseAnother')}
      </Button>
      <p className="self-center text-sm text-muted">{t(isOver ? 'onboarding.dropHere' : 'onboarding.drop')}</p>
    </div>
  );
}

/** The first screen: choose or drop a folder, open a ComfyUI that was found, or, for whoever has none, install one or try the demo. */
export function OnboardingView() {
  const chosen = useChosenFolder();
  const work = useOpening();
  const { folder, recognition, select } = chosen;
  const { openFolder, openDemo, opening, failure } = work;
  const isOver = useFolderDrop(select);
  const found = useSuggestions();
  const isNew = found?.length === 0 && folder === null;
  return (
    <main
      data-testid="onboarding"
      className={classNames('h-full scroll-steady transition-colors', isOver && 'bg-accent-tint')}
    >
      <div className="mx-auto flex min-h-full max-w-140 flex-col justify-center px-8 py-12">
        <Welcome />
        <ChooseRow chosen={chosen} isOver={isOver} />
        <Failures failure={failure} other={chosen.chooseError ?? recognition.error} />
        {folder !== null && recognition.data && (
          <FoundFolder
            folder={folder}
            recognition={recognition.data}
            isOpening={opening === 'folder'}
            onOpen={openFolder}
            onSelect={select}
          />
        )}
        <Suggestions found={found} chosen={folder} isOpening={opening !== null} onChoose={select} onOpen={openFolder} />
        <div className="mt-6 divide-y divide-border rounded-panel border border-border bg-raised">
          <InstallRow isDisabled={opening !== null} isLikely={isNew} />
          <TryDemo isBuilding={opening === 'demo'} isDisabled={opening !== null} onTry={openDemo} />
        </div>
      </div>
    </main>
  );
}
