import { FlaskConical, FolderOpen, PackagePlus, Server } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { classNames } from '../components/class-names';
import { Mark } from '../components/mark';
import { FailureNotice } from '../components/feedback/failure-notice';
import { ConnectInstead } from '../state/installation/connect-instead';
import { FoundFolder } from './found-folder';
import { Suggestions, useSuggestions } from './suggestions';
import { showConnect, showSetup } from '../navigation/window-store';
import { ProgressRing } from '../components/feedback/progress';
import { setupFraction, useSetup } from '../state/setup/setup';
import { installationQuery, useInstallation } from '../state/installation/installation-queries';
import { useMutation } from '@tanstack/react-query';
import type { AppError } from '../../src/contract/errors';
import type { Recognition } from '../../src/contract/installation';
import { call, pathOf } from '../bridge';
import { useMemo } from 'react';
import { hasFiles, useWindowDrop, type WindowDrop } from '../hooks/window-drop';
import { loadQueue } from '../state/queue/load-queue';
import { queryClient } from '../state/query-client';

/** The folder to open, or the demo. */
type OpeningRequest = { what: 'folder'; folder: string } | { what: 'demo' };
type What = OpeningRequest['what'];

/** Opening a folder or the demo: what is under way, and why the last try failed. */
interface Opening {
  openFolder: (folder: string) => void;
  openDemo: () => void;
  opening: What | null;
  failure: { what: What; error: AppError; retry: () => void } | null;
}

async function open(request: OpeningRequest): Promise<void> {
  if (request.what === 'folder') await call('installation.open', { folder: request.folder });
  else await call('installation.openDemo', {});
  await queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
  await loadQueue();
}

/** The two ways out of the first screen. */
function useOpening(): Opening {
  const { mutate, variables, status, error } = useMutation({ mutationFn: open });
  const isOnItsWay = status === 'pending' || status === 'success';
  return {
    openFolder: (folder) => mutate({ what: 'folder', folder }),
    openDemo: () => mutate({ what: 'demo' }),
    // It stays set after the opening is done, until the first screen is gone.
    opening: isOnItsWay ? variables.what : null,
    failure: error ? { what: variables.what, error, retry: () => mutate(variables) } : null,
  };
}

/** Takes a folder, or a file in it, that is dropped anywhere on the window. Answers whether one is held above it. */
function useFolderDrop(onDrop: (folder: string) => void): boolean {
  const drop = useMemo<WindowDrop>(
    () => ({
      wants: hasFiles,
      take: ({ files: [file] }) => {
        const path = file === undefined ? '' : pathOf(file);
        if (path !== '') onDrop(path);
      },
    }),
    [onDrop],
  );
  return useWindowDrop(drop);
}

/** The folder that was pointed out, and what it turned out to be. */
interface ChosenFolder {
  folder: string | undefined;
  recognition: Recognition | undefined;
  /** Why it could not be chosen, or looked at. */
  error: AppError | null;
  /** Looks at the folder, also where it was looked at before: it may have changed since. */
  select: (folder: string) => void;
  /** Asks with the dialog of the system. */
  choose: (dialogTitle: string) => void;
}

/** Looks at the folder that a person points out; one that is whole is opened. */
function useChosenFolder(open: (folder: string) => void): ChosenFolder {
  const looking = useMutation({
    mutationFn: (folder: string) => call('installation.recognise', { folder }),
    onSuccess: (found, folder) => {
      if (found.recognised && found.installation.interpreter !== null) open(folder);
    },
  });
  const asking = useMutation({
    mutationFn: (title: string) => call('desktop.chooseFolder', { title }),
    onSuccess: ({ folder }) => {
      if (folder !== null) looking.mutate(folder);
    },
  });
  return {
    ...{ folder: looking.variables, recognition: looking.data, error: asking.error ?? looking.error },
    ...{ select: looking.mutate, choose: asking.mutate },
  };
}

interface TryDemoProps {
  isBuilding: boolean;
  isDisabled: boolean;
  onTry: () => void;
}

/** The way in without a ComfyUI of one's own; only where the app carries the demo world. */
function TryDemo({ isBuilding, isDisabled, onTry }: TryDemoProps) {
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

interface InstallRowProps {
  isDisabled: boolean;
  /** Nothing was found here, so this is what most people want. */
  isLikely: boolean;
}

/** The way in for whoever has no ComfyUI yet, and back to an installation that is under way. */
function InstallRow({ isDisabled, isLikely }: InstallRowProps) {
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

/** The way in for whoever has a ComfyUI on another machine. */
function ConnectRow({ isDisabled }: { isDisabled: boolean }) {
  return (
    <section className="flex items-center gap-3 px-3.5 py-2.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-medium">{t('remote.elsewhere')}</h2>
        <p className="mt-0.5 text-sm text-pretty text-muted">{t('remote.rowText')}</p>
      </div>
      <Button
        data-testid="connect-open"
        className="min-w-46"
        disabled={isDisabled}
        icon={<Server size={15} />}
        onClick={() => showConnect('')}
      >
        {t('remote.connect')}
      </Button>
    </section>
  );
}

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
