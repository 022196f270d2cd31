import { FileInput, Package, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { go } from '../navigation/location-store';
import { startComfy, useComfyOrders } from '../state/comfyui/comfy-actions';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { openWorkflowFile } from '../state/workflow/workflow-store';

interface StepProps {
  icon: ReactNode;
  text: string;
  label: string;
  isDisabled?: boolean;
  onDo: () => void;
}

function Step({ icon, text, label, isDisabled = false, onDo }: StepProps) {
  return (
    <li className="flex min-w-0 flex-col items-start gap-2.5 rounded-panel border border-border bg-raised p-3.5">
      <span aria-hidden className="text-faint">
        {icon}
      </span>
      <p className="flex-1 text-pretty text-soft">{text}</p>
      <Button size="small" disabled={isDisabled} onClick={onDo}>
        {label}
      </Button>
    </li>
  );
}

/** Where nothing was changed yet: what a person can begin with. */
export function FirstSteps() {
  const state = useComfyStatus().data?.state;
  const isSending = useComfyOrders((orders) => orders.isSending);
  return (
    <ul data-testid="first-steps" className="grid gap-3 min-[700px]:grid-cols-3">
      <Step
        icon={<Package size={18} />}
        text={t('home.first.packsText')}
        label={t('home.first.packs')}
        onDo={() => go({ place: 'packs', filter: 'all', query: '' })}
      />
      <Step
        icon={<FileInput size={18} />}
        text={t('home.first.workflowText')}
        label={t('home.first.workflow')}
        onDo={openWorkflowFile}
      />
      {state === 'stopped' && (
        <Step
          icon={<Play size={18} />}
          text={t('home.first.comfyText')}
          label={t('home.first.comfy')}
          isDisabled={isSending}
          onDo={() => void startComfy()}
        />
      )}
    </ul>
  );
}
