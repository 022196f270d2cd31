import { t } from 'i18next';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { answerAddress, useWorkflow } from '../state/workflow/workflow-store';
import { readAddressParts, shortenHost } from './linked-address';

/** A link from outside names a workflow somewhere on the web: nothing is asked of that host until the person says so. */
export function WorkflowQuestion() {
  const requestedUrl = useWorkflow((state) => state.requestedUrl);
  if (requestedUrl === null) return null;
  const { scheme, host, path } = readAddressParts(requestedUrl);
  return (
    <ConfirmDialog
      tone="primary"
      title={t('workflow.ask.title', { host: shortenHost(host) })}
      text={t('workflow.ask.text')}
      confirmLabel={t('workflow.ask.fetch')}
      confirmTestId="workflow-fetch"
      onConfirm={() => answerAddress(true)}
      onClose={() => answerAddress(false)}
    >
      <div className="mt-3 rounded-control border border-border bg-panel px-2.5 py-2">
        {/* As high as whole lines, without a padding of its own: a line that is cut in its middle looks like a fault. */}
        <div
          tabIndex={0}
          role="group"
          aria-label={t('workflow.ask.address')}
          className="max-h-30 overflow-y-auto font-mono text-sm leading-5 break-all text-muted selectable"
        >
          {scheme}
          <span className="font-semibold text-text">{host}</span>
          {path}
        </div>
      </div>
    </ConfirmDialog>
  );
}
