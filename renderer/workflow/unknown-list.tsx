import { Copy } from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import type { WorkflowUnknown } from '../../src/contract/workflows';
import { Button } from '../components/button';
import { formatList } from '../texts/formatting';

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
export function UnknownList({ items }: { items: readonly WorkflowUnknown[] }) {
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
