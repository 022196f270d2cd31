import { CircleCheck, ExternalLink, FileInput, Package, Play } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { Dialog } from '../components/dialogs/dialog';
import { go } from '../navigation/location-store';
import { startComfy } from '../state/comfyui/comfy-actions';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { useOpenWeb } from '../state/comfyui/use-comfy';
import { leaveSetup } from '../state/setup/setup';

interface StepProps {
  icon: ReactNode;
  text: string;
  children: ReactNode;
}

/** Something to begin with. */
function Step({ icon, text, children }: StepProps) {
  return (
    <li className="flex items-center gap-3 border-b border-border px-3.5 py-2.5 last:border-0">
      <span className="shrink-0 text-faint">{icon}</span>
      <p className="min-w-0 flex-1 text-pretty">{text}</p>
      {children}
    </li>
  );
}

/** The web UI: opened where ComfyUI runs, else started first. */
function WebStep({ buttonRef }: { buttonRef: RefObject<HTMLButtonElement | null> }) {
  const state = useComfyStatus().data?.state;
  const openWeb = useOpenWeb();
  const isStopped = state === 'stopped' || state === 'crashed';
  const open = (): void => {
    openWeb?.();
    leaveSetup();
  };
  return (
    <Step icon={<Play size={16} />} text={t(openWeb === null ? 'home.first.comfyText' : 'setup.end.runs')}>
      {isStopped ? (
        <Button ref={buttonRef} tone="primary" onClick={() => void startComfy()}>
          {t('workflow.start')}
        </Button>
      ) : (
        <Button
          ref={buttonRef}
          tone="primary"
          disabled={openWeb === null}
          icon={<ExternalLink size={14} />}
          onClick={open}
        >
          {t(openWeb === null ? 'comfy.states.starting' : 'workflow.openWeb')}
        </Button>
      )}
    </Step>
  );
}

/** The end of an installation: that it is there, where, and what to begin with. */
export function SetupEnd({ folder }: { folder: string }) {
  const buttonRef = useRef<HTMLButtonElement>(null);
  const lead = (place: 'packs' | 'workflow'): void => {
    leaveSetup();
    go({ place });
  };
  return (
    <Dialog
      isWide
      title={t('setup.state.done')}
      text={t('setup.end.text')}
      keepLabel={t('setup.end.close')}
      focusRef={buttonRef}
      testId="setup-end"
      onClose={leaveSetup}
    >
      <p className="mt-4 flex items-start gap-2.5">
        <CircleCheck aria-hidden size={18} className="shrink-0 text-green-text" />
        <span className="min-w-0 font-mono text-sm leading-5 break-all text-soft selectable">{folder}</span>
      </p>
      <ul className="mt-4 overflow-hidden rounded-panel border border-border">
        <WebStep buttonRef={buttonRef} />
        <Step icon={<FileInput size={16} />} text={t('home.first.workflowText')}>
          <Button onClick={() => lead('workflow')}>{t('home.first.workflow')}</Button>
        </Step>
        <Step icon={<Package size={16} />} text={t('home.first.packsText')}>
          <Button onClick={() => lead('packs')}>{t('home.first.packs')}</Button>
        </Step>
      </ul>
    </Dialog>
  );
}
