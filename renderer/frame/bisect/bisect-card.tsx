import { Search } from 'lucide-react';
import { t } from 'i18next';
import { ProgressBar } from '../../components/feedback/progress';
import { go } from '../../navigation/location-store';
import type { BisectView } from '../../../src/contract/operations/bisect';
import { isSearching, useBisect, useIsSettled } from '../../state/comfyui/bisect';
import { usePackTitle } from '../../state/packs/use-packs';
import { formatCount, formatList } from '../../texts/formatting';
import { RailSign } from '../restart/rail-sign';

/** What the search came to: the packs that it found by name. */
function useResultTitle({ result }: BisectView): string {
  const titleOf = usePackTitle();
  if (result?.outcome !== 'found') return t('bisect.over');
  return t(result.packs.length > 1 ? 'bisect.resultTitles.together' : 'bisect.breaks', {
    name: formatList(result.packs.map(titleOf)),
  });
}

/** That the pack which breaks ComfyUI is being looked for, or was found; leads to its place. Nothing once ComfyUI runs without it. */
export function BisectCard() {
  const view = useBisect();
  const isSettled = useIsSettled(view);
  return view === undefined || view.phase === 'idle' || isSettled ? null : <Card view={view} />;
}

function Card({ view }: { view: BisectView }) {
  const resultTitle = useResultTitle(view);
  const { start, atMost, past, phase } = view;
  const isWaiting = phase === 'judging';
  const count = t('bisect.start', { start: formatCount(start), shown: formatCount(atMost) });
  const isUnderWay = isSearching(view);
  const title: string = isUnderWay ? t('bisect.title') : resultTitle;
  const words: string = isUnderWay ? (isWaiting ? t('bisect.now.judging') : count) : t('bisect.show');
  const show = (): void => go({ place: 'comfyui', comfyTab: 'overview' });
  const label = `${title}: ${words}`;
  return (
    <div data-testid="bisect-card">
      <button
        type="button"
        aria-label={label}
        onClick={show}
        className="hidden w-full rounded-control border border-border-strong bg-raised p-2 text-left transition-colors hover:bg-hover min-[1000px]:block"
      >
        <span className="flex gap-1.5 text-sm font-medium">
          <Search aria-hidden size={13} className="mt-0.5 shrink-0 text-accent-text" />
          {title}
        </span>
        <span className="mt-0.5 mb-1.5 block text-sm text-muted tabular">{words}</span>
        {isUnderWay && (
          <ProgressBar isThin fraction={atMost === 0 ? 0 : past.length / atMost} label={t('bisect.title')} />
        )}
      </button>
      <RailSign label={label} className="text-accent-text min-[1000px]:hidden" onClick={show}>
        <Search aria-hidden size={16} />
      </RailSign>
    </div>
  );
}
