import { CircleAlert, CircleCheck, Info, RotateCw } from 'lucide-react';
import { useId } from 'react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { classNames } from '../../components/class-names';
import { FailureNotice } from '../../components/feedback/failure-notice';
import type { LineProblem } from '../../state/comfyui/argument-line';
import { discardDraft, draftArguments, saveDraft, useArgumentsDraft, useDraftSaving } from './arguments-draft';
import { restartComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { formatList } from '../../texts/formatting';

function ProblemLine({ problem, isRefused }: { problem: LineProblem; isRefused: boolean }) {
  const words =
    problem.kind === 'not-a-choice'
      ? t('comfy.arguments.problems.not-a-choice', { ...problem, choices: formatList(problem.choices) })
      : t(`comfy.arguments.problems.${problem.kind}`, { ...problem });
  return (
    <li className={classNames('flex gap-1.5 text-sm', isRefused ? 'font-medium text-red-text' : 'text-amber-text')}>
      <CircleAlert aria-hidden size={14} className="mt-px shrink-0" />
      {words}
    </li>
  );
}

function useIsOld(): boolean {
  const status = useComfyStatus().data;
  const savedBeside = useArgumentsDraft((state) => state.savedBesidePid);
  return status?.state === 'running' && status.pid !== null && status.pid === savedBeside;
}

/** What is true of the line now: written, saved and waiting for a start, or in force. */
function StateLine({ isDirty }: { isDirty: boolean }) {
  const isOld = useIsOld();
  const isRequested = useComfyOrders((state) => state.restarting !== null);
  const words = isDirty
    ? t('comfy.arguments.dirty')
    : isOld
      ? t('comfy.arguments.differs')
      : t('comfy.arguments.clean');
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2">
      <p role="status" className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
        {isOld && !isDirty ? (
          <CircleCheck aria-hidden size={14} className="shrink-0 text-green-text" />
        ) : (
          <Info aria-hidden size={14} className="shrink-0 text-faint" />
        )}
        {words}
      </p>
      {isOld && !isDirty && (
        <Button
          size="small"
          data-testid="arguments-restart"
          disabled={isRequested}
          icon={<RotateCw size={13} />}
          onClick={() => void restartComfy()}
        >
          {t('comfy.arguments.restart')}
        </Button>
      )}
    </div>
  );
}

function Refusal() {
  const { refusal } = useDraftSaving();
  if (!refusal) return null;
  return (
    <div className="mt-2.5">
      <FailureNotice title={t('comfy.arguments.refusedTitle')} error={refusal} />
    </div>
  );
}

interface ArgumentLineFormProps {
  line: string;
  saved: string;
  problems: readonly LineProblem[];
}

/** The command line as a text, what is wrong with it, and the way to save it. */
export function ArgumentLineForm({ line, saved, problems }: ArgumentLineFormProps) {
  const { isSaving, refusal } = useDraftSaving();
  const id = useId();
  const isDirty = line !== saved;
  const isRefused = refusal !== null;
  return (
    <form
      className="shrink-0 border-b border-border px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        void saveDraft();
      }}
    >
      <label htmlFor={id} className="text-sm text-muted">
        {t('comfy.arguments.line')}
      </label>
      <textarea
        id={id}
        data-testid="arguments-line"
        rows={2}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problems.length > 0}
        aria-describedby={`${id}-problems`}
        placeholder={t('comfy.arguments.placeholder')}
        value={line}
        onChange={(event) => draftArguments(event.target.value.replaceAll('\n', ' '), saved)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void saveDraft();
        }}
        className="mt-1 block w-full resize-none rounded-control border border-border-strong bg-raised px-2.5 py-1.5 font-mono text-sm leading-5 break-all select-text placeholder:text-faint hover:border-icon-faint focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
      />
      <ul id={`${id}-problems`} className="mt-1.5 flex flex-col gap-0.5 empty:hidden">
        {problems.map((problem, position) => (
          <ProblemLine key={`${position} ${problem.kind}`} problem={problem} isRefused={isRefused} />
        ))}
      </ul>
      {/* What is already said line by line is not said again. */}
      {problems.length === 0 && <Refusal />}
      <div className="mt-2 flex min-h-8 items-center gap-1.5">
        <StateLine isDirty={isDirty} />
        <Button tone="quiet" disabled={!isDirty || isSaving} onClick={discardDraft}>
          {t('comfy.arguments.discard')}
        </Button>
        <Button type="submit" tone="primary" data-testid="arguments-save" disabled={!isDirty || isSaving}>
          {t('comfy.arguments.save')}
        </Button>
      </div>
    </form>
  );
}
