import { t } from 'i18next';
import type { FolderOffer, ModelsFolderPlan } from '../../../src/contract/models-folder';
import { ScrollBox } from '../../components/rows/short-list';
import { formatBytes, formatCount } from '../../texts/formatting';

/** What stands beside a folder: how much it holds, or why it is not taken. */
function describeOffer({ state, files, bytes }: FolderOffer): string {
  if (state !== 'new') return t(`models.folders.${state}`);
  return t('models.folders.files', { count: files, shown: formatCount(files), size: formatBytes(bytes) });
}

/** One folder, and what ComfyUI reads it as. */
function Offer({ offer, base }: { offer: FolderOffer; base: string }) {
  const { key, path, state } = offer;
  const below = path.startsWith(base) ? path.slice(base.length).replace(/^[\\/]/u, '') : path;
  return (
    <li data-testid="folder-offer" className="flex items-baseline gap-3 border-b border-border px-3 py-2 last:border-0">
      <span className={state === 'new' ? 'shrink-0' : 'shrink-0 text-muted'}>{key}</span>
      <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted selectable" title={path}>
        {below}
      </span>
      <span className="shrink-0 text-sm text-muted tabular">{describeOffer(offer)}</span>
    </li>
  );
}

/** What ComfyUI would read of a folder, and what it would not. */
export function FolderPlan({ plan, base }: { plan: ModelsFolderPlan; base: string }) {
  const isEmpty = ({ state, files }: FolderOffer): boolean => state === 'new' && files === 0;
  const shown = plan.folders.filter((offer) => !isEmpty(offer));
  const empty = plan.folders.length - shown.length;
  return (
    <div data-testid="folder-plan">
      <p className="mt-4 text-sm text-soft">{t(`models.folders.layouts.${plan.layout}`)}</p>
      {shown.length > 0 && (
        <ScrollBox label={t('models.folders.title')} className="mt-2 max-h-64 bg-panel">
          <ul>
            {shown.map((offer) => (
              <Offer key={offer.path} {...{ offer, base }} />
            ))}
          </ul>
        </ScrollBox>
      )}
      <div className="mt-2 space-y-1 text-sm text-muted">
        {empty > 0 && <p>{t('models.folders.empty', { count: empty, shown: formatCount(empty) })}</p>}
        {plan.others.length > 0 && <p>{t('models.folders.others', { names: plan.others.join(', ') })}</p>}
        {!plan.isWhole && <p>{t('models.folders.more')}</p>}
        <p>{t('models.folders.effect')}</p>
      </div>
    </div>
  );
}
