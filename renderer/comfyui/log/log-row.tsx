import { memo } from 'react';
import { t } from 'i18next';
import { useLanguage } from '../../hooks/use-language';
import { classNames } from '../../components/class-names';
import type { ComfyLine } from './comfy-line';
import { splitAtHits } from './comfy-log-search';
import { formatClock, formatCount } from '../../texts/formatting';

/** More of one line is not drawn; Copy takes the whole of it. */
const maxChars = 5000;

const levelTones = { error: 'text-red-text', warning: 'text-amber-text', plain: 'text-soft' } as const;

interface LogRowProps {
  line: ComfyLine;
  words: string;
  isCurrent: boolean;
  isSelected: boolean;
  isWrapped: boolean;
  /** Whether lines that are missing before this one are told: with a filter most are. */
  isWhole: boolean;
  onChoose: (number: number, isDrawn: boolean) => void;
}

function Words({ text, words, isCurrent }: { text: string; words: string; isCurrent: boolean }) {
  const shown = text.length > maxChars ? `${text.slice(0, maxChars)}…` : text;
  if (words === '') return shown === '' ? ' ' : shown;
  return splitAtHits(shown, words).map((part, position) =>
    part.isHit ? (
      <mark
        key={position}
        className={classNames('rounded-[2px] text-text', isCurrent ? 'bg-accent-border' : 'bg-amber-border')}
      >
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

function Missing({ count }: { count: number }) {
  return <p className="pl-22 text-faint italic">{t('comfy.log.missing', { count, shown: formatCount(count) })}</p>;
}

function toneOf({ stream, level }: ComfyLine): string {
  return stream === 'app' && level === 'plain' ? 'text-accent-text' : levelTones[level];
}

/** One line of output: when, and what. A click on the time chooses it. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  useLanguage();
  const { line, words, isCurrent, isSelected, isWrapped, isWhole, onChoose } = props;
  const { number, missing } = line;
  const ground = isSelected ? 'bg-selected' : isCurrent ? 'bg-hover' : 'bg-page';
  return (
    <div
      data-testid="log-line"
      data-level={line.level}
      data-current={isCurrent || undefined}
      className={classNames('font-mono text-xs leading-[18px]', ground, isWrapped ? 'w-full' : 'w-max min-w-full')}
    >
      {isWhole && missing > 0 && <Missing count={missing} />}
      <div className="flex items-start">
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('comfy.log.select', { number })}
          aria-pressed={isSelected}
          onClick={(event) => onChoose(number, event.shiftKey)}
          className={classNames(
            'sticky left-0 w-20 shrink-0 pl-4 text-left text-faint tabular hover:text-text',
            ground,
          )}
        >
          {formatClock(line.atMs)}
        </button>
        <span
          className={classNames(
            'min-w-0 flex-1 pr-4 pl-2 selectable',
            isWrapped ? '[overflow-wrap:anywhere] whitespace-pre-wrap' : 'whitespace-pre',
            toneOf(line),
          )}
        >
          <Words text={line.text} words={words} isCurrent={isCurrent} />
        </span>
      </div>
    </div>
  );
});
