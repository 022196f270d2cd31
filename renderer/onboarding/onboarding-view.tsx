import { useQuery } from '@tanstack/react-query';
import { CircleX, FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../src/contract/errors';
import { call } from '../bridge';
import { Button } from '../components/button';
import { Mark } from '../components/mark';
import { Notice } from '../components/notice';
import { loadQueue } from '../state/events';
import { queryClient, installationQuery } from '../state/queries';
import { FoundFolder } from './found-folder';
import { Suggestions } from './suggestions';

function useOpening(): { open: (folder: string) => Promise<void>; opening: string | null; error: AppError | null } {
  const [opening, setOpening] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const open = async (folder: string): Promise<void> => {
    setOpening(folder);
    setError(null);
    try {
      await call('installation.open', { folder });
      await queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
      await loadQueue();
    } catch (thrown) {
      setError(toAppError(thrown));
      setOpening(null);
    }
  };
  return { open, opening, error };
}

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

/** The first screen: choose the ComfyUI folder that this window is about. */
export function OnboardingView() {
  const { t } = useTranslation();
  const [folder, setFolder] = useState<string | null>(null);
  const [chooseError, setChooseError] = useState<AppError | null>(null);
  const { open, opening, error } = useOpening();
  const recognition = useQuery({
    queryKey: ['recognition', folder],
    queryFn: () => call('installation.recognise', { folder: folder ?? '' }),
    enabled: folder !== null,
    gcTime: 0,
  });
  const choose = async (): Promise<void> => {
    try {
      const chosen = await call('desktop.chooseFolder', { title: t('onboarding.dialogTitle') });
      if (chosen.folder !== null) setFolder(chosen.folder);
      setChooseError(null);
    } catch (thrown) {
      setChooseError(toAppError(thrown));
    }
  };
  const failure = error ?? chooseError ?? recognition.error;
  return (
    <main data-testid="onboarding" className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-140 flex-col justify-center px-8 py-12">
        <Welcome />
        <div className="mt-6">
          <Button
            tone={recognition.data?.recognised === true ? 'plain' : 'primary'}
            icon={<FolderOpen size={15} />}
            onClick={() => void choose()}
          >
            {folder === null ? t('onboarding.choose') : t('onboarding.chooseAnother')}
          </Button>
        </div>
        {failure && (
          <div className="mt-5">
            <Notice
              isAlert
              tone="red"
              icon={<CircleX size={16} />}
              title={t('onboarding.failedOpen')}
              text={failure.message}
              remedy={failure.remedy ?? ''}
            />
          </div>
        )}
        {folder !== null && recognition.data && (
          <FoundFolder folder={folder} recognition={recognition.data} isOpening={opening !== null} onOpen={open} />
        )}
        <Suggestions chosen={folder} onChoose={setFolder} />
      </div>
    </main>
  );
}
