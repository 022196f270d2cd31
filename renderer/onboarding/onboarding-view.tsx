import { CircleX, FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src/contract/errors';
import { Button } from '../components/button';
import { Mark } from '../components/mark';
import { Notice } from '../components/feedback/notice';
import { FoundFolder } from './found-folder';
import { Suggestions } from './suggestions';
import { TryDemo } from './try-demo';
import { useChosenFolder } from './use-chosen-folder';
import { useOpening } from './use-opening';
import { tellError } from '../texts/core-sentences';

function Welcome() {
  const { t } = useTranslation();
  return (
    <>
      <span className="inline-flex size-12 items-center justify-center rounded-panel bg-accent text-on-accent">
        <Mark size={30} />
      </span>
      <h1 className="mt-5 text-2xl font-semibold tracking-tight">{t('onboarding.title')}</h1>
      <p className="mt-2 text-pretty text-muted">{t('onboarding.text')}</p>
    </>
  );
}

function Failure({ title, error }: { title: string; error: AppError }) {
  return (
    <div className="mt-5">
      <Notice isAlert tone="red" icon={<CircleX size={16} />} title={title} {...tellError(error)} />
    </div>
  );
}

/** The first screen: choose the ComfyUI folder that this window is about, or try the demo. */
export function OnboardingView() {
  const { t } = useTranslation();
  const { folder, recognition, chooseError, select, choose } = useChosenFolder();
  const { openFolder, openDemo, opening, failure } = useOpening();
  const otherFailure = chooseError ?? recognition.error;
  return (
    <main data-testid="onboarding" className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-140 flex-col justify-center px-8 py-12">
        <Welcome />
        <div className="mt-6 flex flex-wrap gap-x-2 gap-y-3">
          <Button
            tone={recognition.data?.recognised === true ? 'plain' : 'primary'}
            icon={<FolderOpen size={15} />}
            onClick={() => choose(t('onboarding.dialogTitle'))}
          >
            {folder === null ? t('onboarding.choose') : t('onboarding.chooseAnother')}
          </Button>
          <TryDemo isBuilding={opening === 'demo'} isDisabled={opening !== null} onTry={openDemo} />
        </div>
        {failure && <Failure title={t(`onboarding.failed.${failure.what}`)} error={failure.error} />}
        {!failure && otherFailure && <Failure title={t('onboarding.failed.folder')} error={otherFailure} />}
        {folder !== null && recognition.data && (
          <FoundFolder
            folder={folder}
            recognition={recognition.data}
            isOpening={opening === 'folder'}
            onOpen={openFolder}
          />
        )}
        <Suggestions chosen={folder} onChoose={select} />
      </div>
    </main>
  );
}
