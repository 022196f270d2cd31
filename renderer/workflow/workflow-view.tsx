import { FileInput, FileSearch, X } from 'lucide-react';
import { t } from 'i18next';
import type { AppError } from '../../src/contract/errors';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { SkeletonRows } from '../components/feedback/skeleton';
import { IconButton } from '../components/icon-button';
import { PlaceHeader } from '../components/place-header';
import { scrollRef } from '../hooks/saved-scroll';
import { useDelayed } from '../hooks/use-delayed';
import {
  closeWorkflow,
  type OpenedWorkflow,
  openSavedWorkflow,
  openWorkflowFile,
  useWorkflow,
} from '../state/workflow/workflow-store';
import { describeError } from '../texts/core-sentences';
import { AddressField } from './address-field';
import { NeedsBody } from './needs-body';
import { NeedsHead } from './needs-head';
import { NothingOpened, NoWorkflow } from './no-workflow';
import { useModelRows } from './workflow-models';
import { useNeeds, useRows, useVerdicts } from './workflow-needs';
import { useSavedWorkflows } from '../state/workflow/saved-workflows';
import { useNow } from '../hooks/use-now';
import { formatCount, formatExact, formatWhen } from '../texts/formatting';

/** Nobody looks through more; whoever has more searches for a file. */
const mostShown = 200;

/** The folder of a saved workflow, as people know it: below their own folder of workflows. */
function folderOf(path: string): string {
  return path.replace(/^[^/]+\/workflows\//u, '').replace(/\/?[^/]+$/u, '');
}

/** The workflows that are saved in the installation, the one saved last first: one press shows what it needs. */
function SavedList() {
  const nowMs = useNow(60_000);
  const saved = useSavedWorkflows().toSorted((a, b) => Date.parse(b.changedAt) - Date.parse(a.changedAt));
  const more = saved.length - mostShown;
  if (saved.length === 0) return null;
  return (
    <section aria-labelledby="workflow-saved" className="mt-6 animate-fade" data-testid="workflow-saved">
      <h2 id="workflow-saved" className="mb-2 font-medium">
        {t('workflow.saved')} <span className="font-normal text-muted tabular">{formatCount(saved.length)}</span>
      </h2>
      <ul className="overflow-hidden rounded-panel border border-border">
        {saved.slice(0, mostShown).map(({ path, name, changedAt }) => (
          <li key={path} className="border-b border-border last:border-0">
            <button
              type="button"
              title={path}
              onClick={() => void openSavedWorkflow({ path, name })}
              className="flex min-h-11 w-full items-center gap-3 px-3.5 py-1.5 text-left transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]"
            >
              <FileSearch aria-hidden size={16} className="shrink-0 text-faint" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{name}</span>
                {folderOf(path) !== '' && <span className="block truncate text-sm text-muted">{folderOf(path)}</span>}
              </span>
              <span className="shrink-0 text-sm text-muted tabular" title={formatExact(Date.parse(changedAt))}>
                {formatWhen(Date.parse(changedAt), nowMs)}
              </span>
            </button>
          </li>
        ))}
        {more > 0 && (
          <li className="px-3.5 py-2 text-muted">{t('selection.more', { count: more, shown: formatCount(more) })}</li>
        )}
      </ul>
    </section>
  );
}

function Waiting() {
  const isSlow = useDelayed(true);
  return <div className="mt-4 h-56 overflow-hidden">{isSlow && <SkeletonRows label={t('workflow.reading')} />}</div>;
}

function titleOf({ name }: OpenedWorkflow): string {
  return name === null ? t('workflow.titlePasted') : t('workflow.title', { name });
}

const column = 'mx-auto w-full max-w-280 px-4';

function Title({ workflow }: { workflow: OpenedWorkflow }) {
  const title = titleOf(workflow);
  return (
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <h2 className="text-lg font-semibold break-words">{title}</h2>
        {workflow.from !== null && (
          <p className="truncate text-sm text-muted selectable" title={workflow.from}>
            {workflow.from}
          </p>
        )}
      </div>
      <IconButton className="-mt-1 -mr-2" label={t('workflow.close')} icon={<X size={16} />} onClick={closeWorkflow} />
    </div>
  );
}

function Unreadable({ workflow, error }: { workflow: OpenedWorkflow; error: AppError }) {
  const name = workflow.name ?? t('workflow.pasted');
  return <NoWorkflow title={t('workflow.notRead', { name })} {...describeError(error)} />;
}

function Opened({ workflow }: { workflow: OpenedWorkflow }) {
  const answer = useNeeds(workflow);
  const { error } = answer;
  const needs = error === null ? answer.data : undefined;
  const rows = useRows(answer);
  const verdicts = useVerdicts();
  const models = useModelRows(answer, verdicts);
  return (
    <>
      <div className="shrink-0 border-b border-border bg-panel py-3">
        <div className={column}>
          <Title workflow={workflow} />
          {needs && <NeedsHead needs={needs} rows={rows} models={models} verdicts={verdicts} />}
        </div>
      </div>
      <div ref={scrollRef('workflow')} className="min-h-0 flex-1 scroll-steady">
        <div className={`${column} animate-fade pt-1 pr-1.5 pb-6`}>
          {error !== null && <Unreadable workflow={workflow} error={error} />}
          {error === null && needs === undefined && <Waiting />}
          {needs && <NeedsBody workflow={workflow} needs={needs} rows={rows} models={models} verdicts={verdicts} />}
        </div>
      </div>
    </>
  );
}

/** What the place is for, and the workflows that could be looked at right away. */
function Empty() {
  return (
    <div ref={scrollRef('workflow-saved')} className="min-h-0 flex-1 scroll-steady">
      <div className={`${column} flex min-h-full flex-col py-4 pr-1.5`}>
        <div
          className="grid flex-1 items-center rounded-panel border border-dashed border-border-strong has-[+section]:flex-none"
          data-testid="workflow-empty"
        >
          <EmptyState icon={<FileSearch size={20} />} title={t('workflow.emptyTitle')} text={t('workflow.emptyText')}>
            <Button tone="primary" icon={<FileInput size={15} />} onClick={openWorkflowFile}>
              {t('workflow.open')}
            </Button>
          </EmptyState>
        </div>
        <SavedList />
      </div>
    </div>
  );
}

function Content() {
  const reading = useWorkflow((state) => state.reading);
  const workflow = useWorkflow((state) => state.workflow);
  if (reading !== null) {
    return (
      <div className={`${column} pt-4`}>
        <h2 className="text-lg font-semibold break-words">{t('workflow.title', { name: reading })}</h2>
        <Waiting />
      </div>
    );
  }
  if (workflow !== null) return <Opened key={workflow.id} workflow={workflow} />;
  return <Empty />;
}

/** A workflow that was dropped, pasted, chosen or fetched: what it needs, getting it, and what the running ComfyUI says of it. */
export function WorkflowView() {
  const hasOne = useWorkflow((state) => state.workflow !== null || state.reading !== null);
  return (
    <div className="flex h-full min-w-0 flex-col" data-testid="workflow-place">
      <PlaceHeader title={t('places.workflow')} search={<AddressField />}>
        {hasOne && (
          <Button icon={<FileInput size={15} />} onClick={openWorkflowFile}>
            {t('workflow.openOther')}
          </Button>
        )}
      </PlaceHeader>
      <div className={column}>
        <NothingOpened />
      </div>
      <Content />
    </div>
  );
}
