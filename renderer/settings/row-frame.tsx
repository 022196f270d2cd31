import type { ReactNode } from 'react';
import type { AppError } from '../../src/contract/errors';
import { tellError } from '../texts/core-sentences';
import { formatSentences } from '../texts/formatting';

interface RowFrameProps {
  id: string;
  title: string;
  text: string;
  /** Small facts below the explanation: where it comes from, when it counts. */
  facts?: ReactNode;
  problem?: AppError | null;
  children: ReactNode;
}

/** One setting: what it is and does at the left, its control at the right, what was wrong with a value below. */
export function RowFrame({ id, title, text, facts, problem = null, children }: RowFrameProps) {
  return (
    <div
      data-testid="setting"
      data-setting={id}
      className="grid grid-cols-[minmax(0,1fr)_minmax(0,18rem)] items-start gap-x-6 border-b border-border py-3 last:border-0"
    >
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <p id={`${id}-text`} className="mt-0.5 text-sm text-pretty text-muted">
          {text}
        </p>
        {facts !== undefined && (
          <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-faint">{facts}</div>
        )}
      </div>
      <div className="flex min-w-0 flex-col items-end gap-1.5 pt-0.5">
        {children}
        {problem !== null && (
          <p role="alert" className="w-full text-sm break-words text-red-text">
            {formatSentences(tellError(problem).text, tellError(problem).remedy)}
          </p>
        )}
      </div>
    </div>
  );
}
