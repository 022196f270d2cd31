import { t } from 'i18next';
import { Modal } from '../components/dialogs/modal';
import { showSetup, useWindow } from '../navigation/window-store';
import { isSetupOpen, useSetup, useSetupRequest } from '../state/setup/setup';
import { SetupEnd } from './setup-end';
import { SetupForm } from './setup-form';
import { SetupProgress } from './setup-progress';

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
