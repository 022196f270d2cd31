import { Play, ScrollText, SearchX } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import { Button } from '../../components/button';
import { EmptyState } from '../../components/feedback/empty-state';
import { FailedPlace } from '../../components/feedback/failed-place';
import { SkeletonLines } from '../../components/feedback/skeleton';
import { startComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import type { ComfyLine } from './comfy-line';
import { createLineSift, createPackNames } from './comfy-log-search';
import { openComfyLog, useComfyLog } from './comfy-log-store';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { chooseLine, isSelected, type LineSelection } from './line-position';
import { go, useLocation } from '../../navigation/location-store';
import { useDelayed } from '../../hooks/use-delayed';
import { formatCount } from '../../texts/formatting';
import { LogLines } from './log-lines';
import { LogToolbar } from './log-toolbar';
import { useLineMenu } from './log-menu';
import { type LogHits, useLogHits } from './use-log-hits';
import { useLogScroll } from './use-log-scroll';

const noLines: readonly ComfyLine[] = [];

/** The button for the one thing that brings output: a start. */
function StartButton() {
  const status = useComfyStatus().data;
  const isSending = useComfyOrders((state) => state.isSending);
  if (status?.state !== 'stopped') return null;
  return (
    <Button icon={<Play size={14} />} disabled={isSending} onClick={() => void startComfy()}>
      {t('comfy.actions.start')}
    </Button>
  );
}

/** What stands in place of lines: a failure, the wait, nothing yet, or nothing left. */
function NoLines({ isForeign, isFiltered }: { isForeign: boolean; isFiltered: boolean }) {
  const error = useComfyLog((state) => state.error);
  const isLoading = useComfyLog((state) => state.lines === null && state.error === null);
  const isSlow = useDelayed(isLoading);
  if (error) {
    return <FailedPlace title={t('comfy.log.failedTitle')} error={error} onRetry={() => void openComfyLog()} />;
  }
  if (isLoading) return isSlow ? <SkeletonLines label={t('comfy.log.loading')} /> : null;
  if (isFiltered) {
    return (
      <EmptyState icon={<SearchX size={20} />} title={t('comfy.log.noMatchTitle')} text={t('comfy.log.noMatchText')}>
        <Button onClick={() => go({ logKind: 'all', logPack: null })}>{t('comfy.log.clearFilters')}</Button>
      </EmptyState>
    );
  }
  const text = isForeign ? t('comfy.log.foreignText') : t('comfy.log.emptyText');
  return (
    <EmptyState icon={<ScrollText size={20} />} title={t('comfy.log.emptyTitle')} text={text}>
      <StartButton />
    </EmptyState>
  );
}

/** What is copied: the chosen lines, else what is marked with the mouse, else everything shown. */
function copyLinesOf(shown: readonly ComfyLine[], selection: LineSelection | null) {
  const chosen = selection ? shown.filter(({ number }) => isSelected(selection, number)) : [];
  const isChosen = chosen.length > 0;
  const count = isChosen ? chosen.length : shown.length;
  const words = { count, shown: formatCount(count) };
  const copy = (): void => {
    const marked = isChosen ? '' : (window.getSelection()?.toString() ?? '');
    const lines = isChosen ? chosen : shown;
    copyText(marked === '' ? lines.map(({ text }) => text).join('\n') : marked);
  };
  return { copy, isChosen, label: isChosen ? t('comfy.log.copySelected', words) : t('comfy.log.copyAll', words) };
}

/** F3 goes through the hits wherever the cursor is. */
function useHitKeys(hits: LogHits): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent | globalThis.KeyboardEvent): void => {
      if (event.key !== 'F3' || event.defaultPrevented) return;
      event.preventDefault();
      hits.step(event.shiftKey ? -1 : 1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}

/** The lines that are left by the filters, and who wrote them. */
function useShownLines() {
  const all = useComfyLog((state) => state.lines) ?? noLines;
  const kind = useLocation((state) => state.logKind);
  const pack = useLocation((state) => state.logPack);
  const [sift] = useState(createLineSift);
  const [namePacks] = useState(createPackNames);
  return { shown: sift(all, { kind, pack }), packs: namePacks(all), isFiltered: kind !== 'all' || pack !== null };
}

interface LineKeysOptions {
  shown: readonly ComfyLine[];
  isChosen: boolean;
  copy: () => void;
  setSelection: (selection: LineSelection | null) => void;
}

/** Ctrl+A chooses all lines that are shown, Ctrl+C copies the chosen ones, Escape lets them go. */
function lineKeysOf({ shown, isChosen, copy, setSelection }: LineKeysOptions): (event: KeyboardEvent) => void {
  const [first, last] = [shown[0], shown.at(-1)];
  const chooseAll = (): void => {
    if (first && last) setSelection({ anchor: first.number, head: last.number });
  };
  return (event) => {
    const key = event.ctrlKey || event.metaKey ? `Ctrl+${event.key.toLowerCase()}` : event.key;
    if (key === 'Ctrl+a') chooseAll();
    else if (key === 'Ctrl+c' && isChosen) copy();
    else if (key === 'Escape' && isChosen) setSelection(null);
    else return;
    event.preventDefault();
  };
}

/** ComfyUI's output, live. */
export function LogView({ isForeign }: { isForeign: boolean }) {
  const { shown, packs, isFiltered } = useShownLines();
  const words = useDeferredValue(useLocation((state) => state.logQuery));
  const [isFollowing, setFollowing] = useState(true);
  const [isWrapped, setWrapped] = useState(false);
  const [selection, setSelection] = useState<LineSelection | null>(null);
  const {
    boxRef,
    virtualizer,
    onScroll,
    reveal: revealLine,
    firstInSight,
  } = useLogScroll({ lines: shown, isWrapped, isFollowing, onFollow: setFollowing });
  const reveal = (position: number): void => {
    setFollowing(false);
    revealLine(position);
  };
  const hits = useLogHits({ lines: shown, words, reveal, firstInSight });
  useHitKeys(hits);
  const { copy, isChosen, label } = copyLinesOf(shown, selection);
  const onKeyDown = lineKeysOf({ shown, isChosen, copy, setSelection });
  const menu = useLineMenu({ shown, selection, setSelection });
  return (
    <>
      <LogToolbar
        hits={hits}
        words={words}
        packs={packs}
        shown={shown.length}
        copyLabel={label}
        onCopy={copy}
        isWrapped={isWrapped}
        onWrap={() => setWrapped(!isWrapped)}
        isFollowing={isFollowing}
        onFollow={() => setFollowing(!isFollowing)}
      />
      <LogLines
        lines={shown}
        boxRef={boxRef}
        virtualizer={virtualizer}
        onScroll={onScroll}
        words={words}
        current={hits.current}
        selection={selection}
        isWrapped={isWrapped}
        isWhole={!isFiltered}
        isFollowing={isFollowing}
        onChoose={(number, isDrawn) => setSelection((before) => chooseLine(before, number, isDrawn))}
        onNewest={() => setFollowing(true)}
        onKeyDown={onKeyDown}
        onContextMenu={menu.ask}
      >
        <NoLines isForeign={isForeign} isFiltered={isFiltered} />
      </LogLines>
      {menu.shown}
    </>
  );
}
