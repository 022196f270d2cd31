import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { Modal } from '../components/modal';
import { SkeletonRows } from '../components/feedback/skeleton';
import { useDelayed } from '../hooks/use-delayed';
import { useNeeds, useRows, useVerdicts } from './workflow-needs';
import {
  closeWorkflow,
  forgetRowsOfWorkflow,
  type OpenedWorkflow,
  useWorkflow,
} from '../state/workflow/workflow-store';
import { NeedsBody } from './needs-body';
import { NeedsFooter } from './needs-footer';
import { NoWorkflow } from './no-workflow';
import { tellError } from '../texts/core-sentences';

function CloseFooter() {
  const { t } = useTranslation();
  return (
    <div className="flex justify-end">
      <Button onClick={closeWorkflow}>{t('workflow.close')}</Button>
    </div>
  );
}

/** Nothing was found in what was given; the words say which files have a workflow. */
function FailureDialog() {
  const { t } = useTranslation();
  const failure = useWorkflow((state) => state.failure);
  if (!failure) return null;
  const name = failure.name ?? t('workflow.dropped');
  return (
    <Modal isOpen isWide title={t('workflow.noneTitle')} footer={<CloseFooter />} onClose={closeWorkflow}>
      <NoWorkflow
        title={t('workflow.noneIn', { name })}
        text={t(`workflow.none.${failure.reason}`)}
        remedy={t('workflow.which')}
      />
    </Modal>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const isSlow = useDelayed(true);
  return <div className="mt-4 h-56 overflow-hidden">{isSlow && <SkeletonRows label={t('workflow.reading')} />}</div>;
}

function NeedsDialog({ workflow }: { workflow: OpenedWorkflow }) {
  const { t } = useTranslation();
  const needs = useNeeds(workflow);
  const rows = useRows(needs.data);
  const verdicts = useVerdicts();
  const title = workflow.name === null ? t('workflow.titlePasted') : t('workflow.title', { name: workflow.name });
  const footer = needs.data ? <NeedsFooter needs={needs.data} rows={rows} verdicts={verdicts} /> : <CloseFooter />;
  return (
    <Modal isOpen isWide title={title} footer={footer} onClose={closeWorkflow}>
      {needs.error && (
        <NoWorkflow
          title={t('workflow.notRead', { name: workflow.name ?? t('workflow.pasted') })}
          {...tellError(needs.error)}
        />
      )}
      {!needs.error && !needs.data && <Waiting />}
      {needs.data && !needs.error && <NeedsBody needs={needs.data} rows={rows} verdicts={verdicts} />}
    </Modal>
  );
}

/** Says what a dropped, pasted or chosen workflow needs, and gets it. Stands above every place. */
export function WorkflowDialog() {
  const { t } = useTranslation();
  const { isOpen, reading, workflow, failure } = useWorkflow();
  useEffect(() => forgetRowsOfWorkflow, []);
  if (!isOpen) return null;
  if (failure) return <FailureDialog />;
  if (reading !== null) {
    return (
      <Modal
        isOpen
        isWide
        title={t('workflow.title', { name: reading })}
        footer={<CloseFooter />}
        onClose={closeWorkflow}
      >
        <Waiting />
      </Modal>
    );
  }
  return workflow && <NeedsDialog key={workflow.id} workflow={workflow} />;
}
