import { Braces } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { useVariables } from '../../state/comfyui/variables';
import { formatCount } from '../../texts/formatting';
import { VariablesDialog } from './variables-dialog';

/** How many environment variables ComfyUI is given, and the way to them. */
export function VariablesBar() {
  const [isOpen, setOpen] = useState(false);
  const count = useVariables()?.length ?? 0;
  return (
    <div className="flex min-h-11 shrink-0 items-center gap-2 border-t border-border px-4 py-1.5">
      <Braces aria-hidden size={15} className="shrink-0 text-muted" />
      <span className="min-w-0 truncate font-medium">{t('variables.title')}</span>
      <span className="min-w-0 flex-1 truncate text-sm text-muted">
        {count === 0 ? t('variables.noneSet') : t('variables.count', { count, shown: formatCount(count) })}
      </span>
      <Button size="small" data-testid="variables-open" onClick={() => setOpen(true)}>
        {t('variables.open')}
      </Button>
      {isOpen && <VariablesDialog onClose={() => setOpen(false)} />}
    </div>
  );
}
