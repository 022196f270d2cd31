import { FileQuestion } from 'lucide-react';
import { useRef } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import { writeFailureDetails } from '../../texts/failure-details';
import { Button } from '../button';
import { Notice } from '../feedback/notice';
import { Dialog } from './dialog';
import { formatSentences } from '../../texts/formatting';

interface RefusedFileProps {
  /** What was to be done, over all of it. */
  dialogTitle: string;
  /** Which file was refused. */
  title: string;
  error: AppError;
  /** What is to be known besides what the failure says. */
  note?: string;
  onOther: () => void;
  onClose: () => void;
}

/** Why a file was not taken in, and another try. */
export function RefusedFile({ dialogTitle, title, error, note, onOther, onClose }: RefusedFileProps) {
  const otherRef = useRef<HTMLButtonElement>(null);
  const { code, message, remedy = '' } = error;
  const text = formatSentences(message, note);
  return (
    <Dialog title={dialogTitle} keepLabel={t('actions.cancel')} focusRef={otherRef} onClose={onClose}>
      <div className="mt-4" data-testid="import-failed">
        <Notice
          isAlert
          tone="red"
          icon={<FileQuestion size={16} />}
          title={title}
          text={text}
          remedy={remedy}
          details={writeFailureDetails({ title, code, message, remedy })}
        >
          <Button ref={otherRef} size="small" onClick={onOther}>
            {t('actions.chooseOther')}
          </Button>
        </Notice>
      </div>
    </Dialog>
  );
}
