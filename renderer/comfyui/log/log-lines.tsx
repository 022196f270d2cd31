import { ArrowDown } from 'lucide-react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { classNames } from '../../components/class-names';
import type { ComfyLine } from './comfy-line';
import { readOlderLines, useComfyLog } from './comfy-log-store';
import { isSelected, type LineSelection } from './line-position';
import { LogRow } from './log-row';
import { headPx, type LogScroll } from './use-log-scroll';

/** Where the log begins, or the way to what was before. */
function Head() {
  const hasOlder = useComfyLog((state) => state.hasOlder);
  const isReading = useComfyLog((state) => state.isReadingOlder);
  // The app keeps only so many lines in memory; all of them are in its log files.
  const isCut = useComfyLog(({ lines }) => (lines?.[0]?.number ?? 1) > 1);
  const beginning = isCut ? t('comfy.log.inFiles') : t('comfy.log.start');
  return (
    <div className="sticky left-0 flex w-fit items-center pl-4 text-xs text-faint" style={{ height: headPx }}>
      {hasOlder ? (
        <button
          type="button"
          disabled={isReading}
          onClick={() => void readOlderLines()}
          className="rounded-control text-accent-text hover:underline"
        >
          {isReading ? t('comfy.log.older') : t('comfy.log.readOlder')}
        </button>
      ) : (
        beginning
      )}
    </div>
  );
}

interface LogLinesProps extends Pick<LogScroll, 'boxRef' | 'virtualizer' | 'onScroll'> {
  lines: readonly ComfyLine[];
  words: string;
  current: number | null;
  selection: LineSelection | null;
  isWrapped: boolean;
  isWhole: boolean;
  isFollowing: boolean;
  onChoose: (number: number, isDrawn: boolean) => void;
  onNewest: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onContextMenu: (event: MouseEvent<HTMLElement>) => void;
  /** What stands in place of lines. */
  children: ReactNode;
}

type RowsProps = Pick<
  LogLinesProps,
  'lines' | 'virtualizer' | 'words' | 'current' | 'selection' | 'isWrapped' | 'isWhole' | 'onChoose'
>;

function Rows({ lines, virtualizer, words, current, selection, isWrapped, isWhole, onChoose }: RowsProps) {
  return (
    <div className="relative min-w-full" style={{ height: virtualizer.getTotalSize() }}>
      <Head />
      {virtualizer.getVirtualItems().map(({ index, start, key }) => {
        const line = lines[index];
        if (!line) return null;
        return (
          <div
            key={key}
            // Other lines are as high as their class says, and need no measuring.
            ref={isWrapped || line.missing > 0 ? virtualizer.measureElement : undefined}
            data-index={index}
            className={classNames('absolute top-0 left-0', isWrapped ? 'w-full' : 'min-w-full')}
            style={{ transform: `translateY(${start}px)` }}
          >
            <LogRow
              line={line}
              words={words}
              isCurrent={line.number === current}
              isSelected={isSelected(selection, line.number)}
              isWrapped={isWrapped}
              isWhole={isWhole}
              onChoose={onChoose}
            />
          </div>
        );
      })}
    </div>
  );
}

/** The output: only the lines in sight exist, so a hundred thousand scroll like a hundred. */
export function LogLines(props: LogLinesProps) {
  const { lines, boxRef, isFollowing } = props;
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={boxRef}
        role="log"
        aria-live="off"
        aria-label={t('comfy.log.title')}
        data-testid="comfy-log"
        tabIndex={0}
        data-focus-home
        onScroll={props.onScroll}
        onKeyDown={props.onKeyDown}
        onContextMenu={props.onContextMenu}
        className={classNames(
          'h-full scroll-steady focus-visible:outline-offset-[-2px]',
          // A bar that comes and goes with the lines in sight would move them.
          props.isWrapped || lines.length === 0 ? 'overflow-x-hidden' : 'overflow-x-scroll',
        )}
      >
        {lines.length === 0 ? props.children : <Rows {...props} />}
      </div>
      {!isFollowing && lines.length > 0 && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button
            size="small"
            data-testid="log-newest"
            icon={<ArrowDown size={13} />}
            onClick={props.onNewest}
            className="pointer-events-auto animate-rise shadow-float"
          >
            {t('comfy.log.newest')}
          </Button>
        </div>
      )}
    </div>
  );
}
