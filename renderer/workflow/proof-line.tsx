import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { t } from 'i18next';
import type { WorkflowProof } from '../../src/contract/workflows';
import { call } from '../bridge';
import type { OpenedWorkflow } from '../state/workflow/workflow-store';
import { formatCount, formatList } from '../texts/formatting';
import { useSurroundings } from './workflow-needs';

const shown = 6;

/** What the running ComfyUI says: how many of the classes and models it has. */
function describeProof({ classes, models }: WorkflowProof): string {
  const numbers = (count: number, total: number) => ({ count, shown: formatCount(count), total: formatCount(total) });
  const ofClasses =
    classes.missingCount === 0
      ? t('workflow.proof.classes', numbers(classes.total, classes.total))
      : t('workflow.proof.noClasses', numbers(classes.missingCount, classes.total));
  if (models.total === 0) return t('workflow.proof.one', { what: ofClasses });
  const ofModels =
    models.missingCount === 0
      ? t('workflow.proof.models', numbers(models.total, models.total))
      : t('workflow.proof.noModels', numbers(models.missingCount, models.total));
  return t('workflow.proof.both', { classes: ofClasses, models: ofModels });
}

function Shown({ proof }: { proof: WorkflowProof }) {
  const words = describeProof(proof);
  const missing = [...proof.classes.missing, ...proof.models.missing];
  const more = proof.classes.missingCount + proof.models.missingCount - Math.min(missing.length, shown);
  const names = [formatList(missing.slice(0, shown)), more > 0 ? t('workflow.moreClasses', { count: more }) : ''];
  const isWhole = missing.length === 0;
  const Icon = isWhole ? CircleCheck : CircleAlert;
  return (
    <div className="mt-3 flex items-start gap-2 rounded-control border border-border bg-panel px-3 py-2">
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${isWhole ? 'text-green-text' : 'text-amber-text'}`} />
      <div className="min-w-0">
        <p>{words}</p>
        {!isWhole && (
          <p className="font-mono text-xs break-all text-muted selectable" title={missing.join('\n')}>
            {names.filter(Boolean).join(' ')}
          </p>
        )}
      </div>
    </div>
  );
}

/** The proof: not what the catalogue promises, but what the ComfyUI that runs now has. Nothing while none does. */
export function ProofLine({ workflow: { id, text } }: { workflow: OpenedWorkflow }) {
  const surroundings = useSurroundings();
  const { data } = useQuery({
    queryKey: ['workflow-proof', id, ...surroundings],
    queryFn: () => call('workflows.prove', { text }),
    gcTime: 0,
  });
  return (
    <div aria-live="polite" data-testid="workflow-proof">
      {data?.proof && <Shown proof={data.proof} />}
    </div>
  );
}
