import { FileQuestion } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { Notice } from '../components/feedback/notice';
import { copyText } from '../state/queue/actions';
import { openWorkflowFile } from '../state/workflow/workflow-store';

interface NoWorkflowProps {
  title: string;
  text: string;
  remedy: string;
}

/** Why there is no workflow in what was given, and which files have one. */
export function NoWorkflow({ title, text, remedy }: NoWorkflowProps) {
  const { t } = useTranslation();
  return (
    <div className="mt-4" data-testid="no-workflow">
      <Notice isAlert tone="red" icon={<FileQuestion size={16} />} title={title} text={text} remedy={remedy}>
        <Button size="small" onClick={openWorkflowFile}>
          {t('workflow.chooseOther')}
        </Button>
        <Button size="small" tone="quiet" onClick={() => copyText([title, text, remedy].join('\n'))}>
          {t('app.copyDetails')}
        </Button>
      </Notice>
    </div>
  );
}
