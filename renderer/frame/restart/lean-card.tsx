import { ListFilter } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { go } from '../../navigation/location-store';
import { isSearching, useBisect } from '../../state/comfyui/bisect';
import { isRestartRequested, startComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { usePackTitle } from '../../state/packs/use-packs';
import { formatCount } from '../../texts/formatting';
import { shortenList } from '../../texts/shorten-list';
import { RailSign } from './rail-sign';

const shownNames = 2;

/** What of the packs ComfyUI is started with, in one line. */
function describeLean(lean: NonNullable<ComfyStatus['lean']>): string {
  const count = lean.packs.length - lean.missing.length;
  const shown = formatCount(count);
  return lean.of === null
    ? t('lean.onlyNext', { count, shown })
    : t('lean.only', { count, shown, of: formatCount(lean.of) });
}

function Missing({ names }: { names: readonly string[] }) {
  const titleOf = usePackTitle();
  if (names.length === 0) return null;
  const shown = shortenList(names.map(titleOf), shownNames);
  return (
    <p data-testid="lean-missing" className="mt-0.5 text-sm break-words text-amber-text">
      {t('lean.missing', { count: names.length, names: shown })}
    </p>
  );
}

function Card({ status, lean }: { status: ComfyStatus; lean: NonNullable<ComfyStatus['lean']> }) {
  const title = describeLean(lean);
  const isRequested = useComfyOrders(isRestartRequested);
  const search = useBisect();
  const isBusy = isRequested || isSearching(search);
  const isLiving = status.pid !== null;
  return (
    <section aria-label={title} data-testid="lean-card">
      <div className="hidden rounded-control border border-border-strong bg-raised p-2 min-[1000px]:block">
        <p className="flex items-start gap-1.5 text-sm font-medium">
          <ListFilter aria-hidden size={13} className="mt-0.5 shrink-0 text-accent-text" />
          {title}
        </p>
        <p className="mt-0.5 truncate text-sm text-muted" title={lean.name}>
          {lean.name}
        </p>
        <Missing names={lean.missing} />
        <Button
          size="small"
          data-testid="lean-end"
          className="mt-1.5 w-full"
          disabled={isBusy}
          onClick={() => void startComfy('normal')}
        >
          <span className="truncate">{t(isLiving ? 'lean.restartAll' : 'lean.startAll')}</span>
        </Button>
      </div>
      <RailSign
        label={`${title}: ${lean.name}`}
        className="text-accent-text min-[1000px]:hidden"
        onClick={() => go({ place: 'comfyui', comfyTab: 'overview' })}
      >
        <ListFilter aria-hidden size={16} />
      </RailSign>
    </section>
  );
}

/** That ComfyUI runs, or will be started, with only some of its packs; with the way back to all of them. */
export function LeanCard() {
  const status = useComfyStatus().data;
  if (status === undefined || status.lean === null || status.state === 'foreign') return null;
  return <Card status={status} lean={status.lean} />;
}
