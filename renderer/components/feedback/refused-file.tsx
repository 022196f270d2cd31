import { FileQuestion } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../src/contract/errors';
import { writeFailureDetails } from '../../texts/failure-details';
import { Button } from '../button';
import { Modal } from '../modal';
import { Notice } from './notice';
import { formatSentences } from '../../texts/formatting';

interface RefusedFileProps {
  /** What was to be done, over all of it. */
  dialogTitle: string;
  /** Which file was refused. */
  title: string;
  error: AppError;
  /** What is to be known besides what the failure says. */
  note?: string;
  /** The words on the buttons that let another one be chosen, and that leave it. */
  otherLabel: string;
  cancelLabel: string;
  onOther: () => void;
  onCopy: (details: string) => void;
  onClose: () => void;
}

/** Why a file was not taken in, and another try. */
export function RefusedFile({
  dialogTitle,
  title,
  error,
  note,
  onOther,
  onCopy,
  onClose,
  ...labels
}: RefusedFileProps) {
  const { t } = useTranslation();
  const otherRef = useRef<HTMLButtonElement>(null);
  const { code, message, remedy = '' } = error;
  const text = formatSentences(message, note);
  return (
    <Modal isOpen title={dialogTitle} focusRef={otherRef} onClose={onClose}>
      <div className="mt-4" data-testid="import-failed">
        <Notice isAlert tone="red" icon={<FileQuestion size={16} />} title={title} text={text} remedy={remedy}>
          <Button ref={otherRef} size="small" onClick={onOther}>
            {labels.otherLabel}
          </Button>
          <Button
            size="small"
            tone="quiet"
            onClick={() => onCopy(writeFailureDetails({ title, code, message, remedy }))}
          >
            {t('app.copyDetails')}
          </Button>
        </Notice>
      </div>
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>{labels.cancelLabel}</Button>
      </div>
    </Modal>
  );
}
