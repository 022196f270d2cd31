import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/confirm-dialog';
import { answerAddress, useWorkflow } from '../state/workflow/workflow-store';

/** A link from outside names a workflow somewhere on the web: nothing is asked of that host until the person says so. */
export function WorkflowQuestion() {
  const { t } = useTranslation();
  const asked = useWorkflow((state) => state.asked);
  if (asked === null) return null;
  return (
    <ConfirmDialog
      tone="primary"
      title={t('workflow.ask.title', { host: new URL(asked).host })}
      text={t('workflow.ask.text')}
      keepLabel={t('workflow.ask.keep')}
      confirmLabel={t('workflow.ask.fetch')}
      confirmTestId="workflow-fetch"
      onConfirm={() => answerAddress(true)}
      onClose={() => answerAddress(false)}
    >
      <p className="mt-3 max-h-40 overflow-y-auto rounded-control border border-border bg-panel px-2.5 py-2 font-mono text-sm break-all selectable">
        {asked}
      </p>
    </ConfirmDialog>
  );
}
