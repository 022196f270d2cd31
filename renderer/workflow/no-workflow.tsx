import { FileQuestion } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { Notice } from '../components/feedback/notice';
import { dismissNoWorkflow, openWorkflowFile, useWorkflow } from '../state/workflow/workflow-store';
import { describeError } from '../texts/core-sentences';

interface NoWorkflowProps {
  title: string;
  text: string;
  remedy: string;
  /** Tries the same once more, where that can help. */
  onRetry?: () => void;
  onDismiss?: () => void;
}

/** Why there is no workflow in what was given, and which files have one. */
export function NoWorkflow({ title, text, remedy, onRetry, onDismiss }: NoWorkflowProps) {
  return (
    <div className="mt-4" data-testid="no-workflow">
      <Notice
        isAlert
        tone="red"
        icon={<FileQuestion size={16} />}
        details={[title, text, remedy].join('\n')}
        {...{ title, text, remedy, onRetry, onDismiss }}
      >
        {onRetry === undefined && (
          <Button size="small" onClick={openWorkflowFile}>
            {t('actions.chooseOther')}
          </Button>
        )}
      </Notice>
    </div>
  );
}

/** What was given last, where it brought nothing; what was open before stays below. */
export function NothingOpened() {
  const failure = useWorkflow((state) => state.failure);
  if (failure === null) return null;
  const name = failure.name ?? t('workflow.dropped');
  if ('error' in failure) {
    return (
      <NoWorkflow
        title={t('workflow.notFetched', { name })}
        {...describeError(failure.error)}
        onRetry={failure.again}
        onDismiss={dismissNoWorkflow}
      />
    );
  }
  return (
    <NoWorkflow
      title={t('workflow.noneIn', { name })}
      text={t(`workflow.none.${failure.reason}`)}
      remedy={t('workflow.which')}
      onDismiss={dismissNoWorkflow}
    />
  );
}
