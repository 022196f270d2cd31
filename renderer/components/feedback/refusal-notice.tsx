import { CircleAlert } from 'lucide-react';
import type { AppError } from '../../../src/contract/errors';
import { describeError } from '../../texts/core-sentences';
import { Notice } from './notice';

interface RefusalNoticeProps {
  testId: string;
  title: string;
  /** Null: nothing was refused, and nothing is shown. */
  error: AppError | null;
}

/** Why what a form asked for was not done, below its fields. */
export function RefusalNotice({ testId, title, error }: RefusalNoticeProps) {
  if (error === null) return null;
  return (
    <div className="mt-3" data-testid={testId}>
      <Notice isAlert tone="red" icon={<CircleAlert size={16} />} title={title} {...describeError(error)} />
    </div>
  );
}
