import { Circle, CircleCheck, CirclePause, CircleX } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { fromErrorBody } from '../../src/contract/errors';
import type { SetupStep, SetupView } from '../../src/contract/operations/setup';
import { Button } from '../components/button';
import { FormFoot } from '../components/dialogs/dialog-foot';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { FailureNotice } from '../components/feedback/failure-notice';
import { ProgressBar, ProgressRing } from '../components/feedback/progress';
import { Fold } from '../components/fold';
import { showSetup } from '../navigation/window-store';
import { cancelSetup, openInstalled, resumeSetup, setupFraction } from '../state/setup/setup';
import { formatBytes, formatDuration } from '../texts/formatting';

function StepIcon({ step, label }: { step: SetupStep; label: string }) {
  if (step.state === 'running') return <ProgressRing fraction={step.fraction} label={label} />;
  if (step.state === 'done') return <CircleCheck aria-hidden size={16} className="text-green-text" />;
  if (step.state === 'failed') return <CircleX aria-hidden size={16} className="text-red-text" />;
  return <Circle aria-hidden size={16} className="text-faint" />;
}

function StepRow({ step }: { step: SetupStep }) {
  const label = t(`setup.steps.${step.name}`);
  const isRunning = step.state === 'running';
  const hasBytes = isRunning && step.bytesTotal > 0;
  const bytes = hasBytes
    ? t('setup.bytes', { done: formatBytes(step.bytesDone), total: formatBytes(step.bytesTotal) })
    : '';
  return (
    <li
      data-testid="setup-step"
      data-step={step.name}
      data-state={step.state}
      aria-current={isRunning ? 'step' : undefined}
      className="flex items-start gap-2.5 border-b border-border px-3.5 py-2 last:border-0"
    >
      <span className="mt-0.5 inline-flex size-4 shrink-0">
        <StepIcon step={step} label={label} />
      </span>
      <div className="min-w-0 flex-1">
        <p className={step.state === 'waiting' ? 'text-muted' : 'font-medium'}>{label}</p>
        {isRunning && (
          <p title={step.message} className="truncate font-mono text-xs leading-5 text-muted">
            {step.message === '' ? t('setup.working') : step.message}
          </p>
        )}
      </div>
      <span className="shrink-0 text-right text-sm text-muted tabular">
        {[bytes, step.seconds >= 1 ? formatDuration(step.seconds * 1000) : ''].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}

function Head({ view }: { view: SetupView }) {
  const { failure, phase } = view;
  if (failure !== null) {
    return (
      <div className="mt-4">
        <FailureNotice title={t('setup.failed')} error={fromErrorBody(failure)} />
      </div>
    );
  }
  return (
    <p role="status" data-testid="setup-state" className="mt-4 flex items-center gap-2 font-medium">
      {phase === 'stopped' && <CirclePause aria-hidden size={16} className="shrink-0 text-amber-text" />}
      {phase === 'done' && <CircleCheck aria-hidden size={16} className="shrink-0 text-green-text" />}
      {t(`setup.state.${phase === 'idle' ? 'running' : phase}`)}
    </p>
  );
}

function Buttons({ view, onRemove }: { view: SetupView; onRemove: () => void }) {
  const { phase } = view;
  if (phase === 'done') {
    return (
      <Button tone="primary" data-testid="setup-open-installed" onClick={() => void openInstalled()}>
        {t('setup.openInstalled')}
      </Button>
    );
  }
  if (phase === 'failed' || phase === 'stopped') {
    return (
      <>
        <Button tone="warning" data-testid="setup-remove" onClick={onRemove}>
          {t('setup.remove')}
        </Button>
        <Button tone="primary" data-testid="setup-resume" onClick={() => void resumeSetup()}>
          {t(phase === 'failed' ? 'app.tryAgain' : 'setup.resume')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button data-testid="setup-cancel" disabled={phase === 'cancelling'} onClick={onRemove}>
        {t('setup.cancel')}
      </Button>
      <Button tone="primary" onClick={() => showSetup(false)}>
        {t('setup.background')}
      </Button>
    </>
  );
}

/** How far an installation has come, step by step, and what can be done about it. */
export function SetupProgress({ view }: { view: SetupView }) {
  const [isAsking, setAsking] = useState(false);
  const { phase, folder, lines } = view;
  const remove = (): void => {
    setAsking(false);
    void cancelSetup();
  };
  return (
    <div data-testid="setup-progress" data-phase={phase}>
      <Head view={view} />
      <p className="mt-2 mb-2 font-mono text-sm break-all text-muted selectable">{folder}</p>
      <ProgressBar fraction={setupFraction(view)} label={t('setup.title')} />
      <ol aria-label={t('setup.stepsLabel')} className="mt-3 overflow-hidden rounded-panel border border-border">
        {view.steps.map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
      {lines.length > 0 && (
        <Fold label={t('setup.output')} className="mt-2">
          <pre
            aria-label={t('setup.output')}
            className="max-h-44 overflow-auto rounded-control border border-border bg-panel px-3 py-2 font-mono text-xs leading-5 whitespace-pre-wrap break-all text-soft selectable"
          >
            {lines.join('\n')}
          </pre>
        </Fold>
      )}
      <FormFoot className="mt-4">
        <Buttons view={view} onRemove={() => setAsking(true)} />
      </FormFoot>
      {isAsking && (
        <ConfirmDialog
          title={t('setup.removeTitle')}
          text={t('setup.removeText')}
          confirmLabel={t('setup.removeConfirm')}
          keepLabel={t('setup.removeKeep')}
          confirmTestId="setup-remove-confirm"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <p className="mt-3 font-mono text-sm break-all text-soft selectable">{view.staging}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
