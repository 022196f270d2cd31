import type { ReactNode } from 'react';
import type { AppError } from '../../src/contract/errors';
import { describeError } from '../texts/core-sentences';
import { formatSentences } from '../texts/formatting';

interface RowFrameProps {
  id: string;
  title: string;
  text: string;
  /** Small facts below the explanation: where it comes from, when it counts. */
  facts?: ReactNode;
  problem?: AppError | null;
  /** What would do in place of a value that was wrong. */
  way?: ReactNode;
  /** It is not as the app comes. */
  isChanged?: boolean;
  children: ReactNode;
}

/** One setting: what it is and does at the left, its control at the right, what was wrong with a value below. */
export function RowFrame({ id, title, text, facts, problem = null, way, isChanged = false, children }: RowFrameProps) {
  return (
    <div
      data-testid="setting"
      data-setting={id}
      data-changed={isChanged}
      className="group/setting relative grid items-start gap-x-6 gap-y-2 border-b border-border py-3 last:border-0 @min-[30rem]:grid-cols-[minmax(0,1fr)_minmax(0,18rem)] has-[[role=switch]]:grid-cols-[minmax(0,1fr)_auto] @min-[30rem]:has-[[role=switch]]:grid-cols-[minmax(0,1fr)_auto]"
    >
      {isChanged && <span aria-hidden className="absolute inset-y-3 -left-3 w-0.5 rounded-full bg-accent" />}
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <p id={`${id}-text`} className="mt-0.5 text-sm text-pretty text-muted">
          {text}
        </p>
        {facts !== undefined && (
          <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-faint">{facts}</div>
        )}
      </div>
      <div className="flex min-w-0 flex-col items-start gap-1.5 pt-0.5 @min-[30rem]:items-end">
        {children}
        {problem !== null && (
          <p role="alert" className="w-full text-sm break-words text-red-text">
            {formatSentences(describeError(problem).text, describeError(problem).remedy)}
          </p>
        )}
        {way}
      </div>
    </div>
  );
}
