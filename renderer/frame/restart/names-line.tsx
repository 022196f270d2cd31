import { ChevronRight } from 'lucide-react';
import type { ComponentProps } from 'react';
import { t } from 'i18next';
import type { RestartChange } from '../../../src/contract/comfyui/restart';
import { nameChange } from '../../state/comfyui/restart';
import { usePacks } from '../../state/packs/use-packs';
import { shortenList } from '../../texts/shorten-list';

const shownNames = 2;

/** The first names of changes in one line, which opens the list of all. */
export function NamesLine({ changes, ...rest }: ComponentProps<'button'> & { changes: readonly RestartChange[] }) {
  const { findByName } = usePacks().packIndex;
  const names = shortenList(
    changes.map((change) => nameChange(change, findByName)),
    shownNames,
  );
  return (
    <button
      type="button"
      aria-label={t('restart.show', { names })}
      className="mt-0.5 flex w-full items-center gap-1 rounded-control text-left text-xs text-muted transition-colors hover:text-text"
      {...rest}
    >
      <span className="min-w-0 flex-1 truncate">{names}</span>
      <ChevronRight aria-hidden size={12} className="shrink-0" />
    </button>
  );
}
