import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../src/contract/errors';
import { tellError } from '../../texts/core-sentences';
import { writeFailureDetails } from '../../texts/failure-details';
import { Button } from '../button';
import { Notice } from './notice';

interface FailureNoticeProps {
  /** What failed. */
  title: string;
  error: AppError;
  /** Offers the details for a report; left out where they are offered elsewhere. */
  onCopy?: (details: string) => void;
  /** Further buttons, before that one. */
  children?: ReactNode;
}

/** A failure where it happened: what failed, why, what to do, and the buttons for it. */
export function FailureNotice({ title, error, onCopy, children }: FailureNoticeProps) {
  const { t } = useTranslation();
  return (
    <Notice isAlert tone="red" icon={<CircleX size={16} />} title={title} {...tellError(error)}>
      {(children !== undefined || onCopy !== undefined) && (
        <>
          {children}
          {onCopy && (
            <Button size="small" tone="quiet" onClick={() => onCopy(writeFailureDetails(error))}>
              {t('app.copyDetails')}
            </Button>
          )}
        </>
      )}
    </Notice>
  );
}
