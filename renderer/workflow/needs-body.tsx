import { CircleAlert, CloudOff, Copy } from 'lucide-react';
import { t } from 'i18next';
import type { WorkflowNeeds, WorkflowUnknown } from '../../src/contract/workflows';
import { Notice } from '../components/feedback/notice';
import type { OpenedWorkflow } from '../state/workflow/workflow-store';
import { ProofLine } from './proof-line';
import type { ModelRow } from './workflow-models';
import type { Verdicts } from './workflow-needs';
import { isLacking, type PackRow as Row } from './workflow-rows';
import { formatCount, formatList } from '../texts/formatting';
import { ModelList } from './model-list';
import { PackRow } from './pack-row';
import { formatSentence } from '../texts/core-sentences';
import { copyText } from '../hooks/copy-text';
import { Button } from '../components/button';

const shown = 100;

function UnknownItem({ item: { name, count, titles, reason } }: { item: WorkflowUnknown }) {
  const words = [
    t('workflow.nodesOf', { count }),
    formatList(titles),
    reason === 'comfyui' ? t('workflow.ofComfy') : '',
  ];
  return (
    <li className="border-b border-border py-1.5 last:border-0" data-testid="workflow-unknown">
      <p className="font-mono text-sm break-all selectable">{name}</p>
      <p className="text-sm text-muted">{words.filter(Boolean).join(' · ')}</p>
    </li>
  );
}

/** Classes that no pack provides, to be looked up elsewhere. */
function UnknownList({ items }: { items: readonly WorkflowUnknown[] }) {
  const copy = (): void => copyText(items.map(({ name }) => name).join('\n'));
  return (
    <section className="mt-5" aria-labelledby="workflow-unknown">
      <div className="flex items-center justify-between gap-3">
        <h3 id="workflow-unknown" className="font-medium">
          {t('workflow.unknown', { count: items.length })}
        </h3>
        <Button size="small" tone="quiet" icon={<Copy size={14} />} onClick={copy}>
          {t('workflow.copyNames')}
        </Button>
      </div>
      <p className="mt-0.5 text-sm text-muted">{t('workflow.unknownText')}</p>
      <ul className="mt-1">
        {items.slice(0, shown).map((item) => (
          <UnknownItem key={item.name} item={item} />
        ))}
      </ul>
      {items.length > shown && (
        <p className="text-sm text-muted">{t('workflow.moreClasses', { count: items.length - shown })}</p>
      )}
    </section>
  );
}

interface NeedsBodyProps {
  workflow: OpenedWorkflow;
  needs: WorkflowNeeds;
  rows: readonly Row[];
  models: readonly ModelRow[];
  verdicts: Verdicts;
}

function Facts({ needs }: { needs: WorkflowNeeds }) {
  const words = [
    t('workflow.nodes', { count: needs.nodeCount, nodes: formatCount(needs.nodeCount) }),
    needs.builtinCount === 0
      ? ''
      : t('workflow.builtin', { count: needs.builtinCount, classes: formatCount(needs.builtinCount) }),
    needs.form === 'prompt' ? t('workflow.isPrompt') : '',
  ];
  return <p className="mt-1 text-muted">{words.filter(Boolean).join(' · ')}</p>;
}

function PackList({ rows, verdicts }: Pick<NeedsBodyProps, 'rows' | 'verdicts'>) {
  const open = rows.filter((row) => row.candidate.state !== 'installed' || isLacking(row)).length;
  if (rows.length === 0) return <p className="mt-4 text-soft">{t('workflow.noPacks')}</p>;
  return (
    <section className="mt-4" aria-labelledby="workflow-packs">
      <h3 id="workflow-packs" className="font-medium">
        {open === 0
          ? t('workflow.packsThere', { count: rows.length })
          : t('workflow.packs', { count: rows.length, open })}
      </h3>
      <ul className="mt-1">
        {rows.map((row) => (
          <PackRow key={row.id} row={row} verdict={row.policy === null ? undefined : verdicts.get(row.policy)} />
        ))}
      </ul>
    </section>
  );
}

/** What a workflow needs: its packs and models, which the button brings, and the classes nobody provides. */
export function NeedsBody({ workflow, needs, rows, models, verdicts }: NeedsBodyProps) {
  return (
    <div data-testid="workflow-needs">
      <Facts needs={needs} />
      <ProofLine workflow={workflow} />
      {needs.notice !== null && (
        <div className="mt-3">
          <Notice
            tone="amber"
            icon={<CloudOff size={16} />}
            title={t('workflow.oldCatalogue')}
            text={formatSentence(needs.notice)}
          />
        </div>
      )}
      <PackList rows={rows} verdicts={verdicts} />
      {models.length > 0 && <ModelList rows={models} verdicts={verdicts} />}
      {needs.unknown.length > 0 && <UnknownList items={needs.unknown} />}
      {needs.leftOut > 0 && (
        <div className="mt-3">
          <Notice
            tone="neutral"
            icon={<CircleAlert size={16} />}
            title={t('workflow.leftOut', { count: needs.leftOut, lines: formatCount(needs.leftOut) })}
          />
        </div>
      )}
    </div>
  );
}
