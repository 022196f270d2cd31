import { t } from 'i18next';
import { Modal } from '../components/dialogs/modal';
import { showSetup, useWindow } from '../navigation/window-store';
import { isSetupOpen, leaveSetup, useSetup, useSetupRequest } from '../state/setup/setup';
import { SetupForm } from './setup-form';
import { SetupProgress } from './setup-progress';
import { CircleCheck } from 'lucide-react';
import { Dialog } from '../components/dialogs/dialog';
import { startComfy } from '../state/comfyui/comfy-actions';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { useOpenWeb } from '../state/comfyui/use-comfy';

/** The end of an installation: that it is there, where, and its web UI, for which ComfyUI may have to be started. Home has the first steps. */
function SetupEnd({ folder }: { folder: string }) {
  const state = useComfyStatus().data?.state;
  const openWeb = useOpenWeb();
  const isStopped = state === 'stopped' || state === 'crashed';
  const open = (): void => {
    openWeb?.();
    leaveSetup();
  };
  return (
    <Dialog
      title={t('setup.state.done')}
      text={t('setup.end.text')}
      keepLabel={t('setup.end.close')}
      confirmLabel={t(isStopped ? 'workflow.start' : 'workflow.openWeb')}
      waitsFor={isStopped || openWeb !== null ? undefined : t('comfy.states.starting')}
      testId="setup-end"
      onConfirm={isStopped ? () => void startComfy() : open}
      onClose={leaveSetup}
    >
      <p className="mt-4 flex items-start gap-2.5">
        <CircleCheck aria-hidden size={18} className="shrink-0 text-green-text" />
        <span className="min-w-0 font-mono text-sm leading-5 break-all text-soft selectable">{folder}</span>
      </p>
    </Dialog>
  );
}

function Shown() {
  const view = useSetup();
  const installed = useSetupRequest((state) => state.installed);
  if (installed !== null) return <SetupEnd folder={installed} />;
  if (view === undefined) return null;
  return (
    <Modal isWide title={t('setup.title')} description={t('setup.text')} onClose={() => showSetup(false)}>
      {isSetupOpen(view) ? <SetupProgress view={view} /> : <SetupForm />}
    </Modal>
  );
}

/** Installs ComfyUI from nothing. Stands above every place and the first screen; closing it ends nothing. */
export function SetupDialog() {
  const isOpen = useWindow((state) => state.isSetupOpen);
  return isOpen ? <Shown /> : null;
}
