import { FileUp } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { saveModelList } from '../state/models/save-model-list';
import { useWorkflow } from '../state/workflow/workflow-store';
import { formatBytes } from '../texts/formatting';
import { refusalOf } from '../texts/policy-words';
import { Offered } from '../state/installation/remote';
import { permitRow } from '../state/policy/permissions';
import { ModelRow } from './model-row';
import { listModelWork, type ModelRow as Row, sumSizes } from './workflow-models';
import type { Verdicts } from './workflow-needs';

/** How many are missing, and what their download takes. */
function Heading({ rows }: { rows: readonly Row[] }) {
  const missing = rows.filter(({ model }) => model.state !== 'present').length;
  const work = listModelWork(rows);
  const bytes = work.length === 0 ? null : sumSizes(work);
  return (
    <h3 id="workflow-models" className="font-medium">
      {missing === 0 ? t('workflow.models.allThere') : t('workflow.models.title', { count: missing })}
      {bytes !== null && (
        <span className="font-normal text-muted">
          {' '}
          · {t('workflow.models.toDownload', { size: formatBytes(bytes) })}
        </span>
      )}
    </h3>
  );
}

/** Saves what the workflow needs of models as a list, by which another installation gets the same files. */
function ExportButton() {
  const text = useWorkflow((state) => state.workflow?.text);
  if (text === undefined) return null;
  return (
    <Button
      size="small"
      tone="quiet"
      className="ml-auto"
      icon={<FileUp size={14} />}
      data-testid="workflow-models-export"
      onClick={() => void saveModelList({ text })}
    >
      {t('models.lists.export')}
    </Button>
  );
}

/** The model files the workflow names. */
export function ModelList({ rows, verdicts }: { rows: readonly Row[]; verdicts: Verdicts }) {
  const verdict = verdicts.get('install-model');
  return (
    <section className="mt-5" aria-labelledby="workflow-models">
      <div className="flex items-center gap-3">
        <Heading rows={rows} />
        <ExportButton />
      </div>
      {verdict?.allowed === false && (
        <p className="mt-0.5 text-sm text-amber-text">
          {refusalOf(verdict)}{' '}
          <Offered operation="policy.allow">
            <button
              type="button"
              className="rounded-control underline underline-offset-2"
              onClick={() => void permitRow(verdict.operation)}
            >
              {t('policy.allow')}
            </button>
          </Offered>
        </p>
      )}
      <ul className="mt-1">
        {rows.map((row) => (
          <ModelRow key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}
