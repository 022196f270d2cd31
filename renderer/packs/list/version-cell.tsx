import { t } from 'i18next';
import { ArrowRight, Pin } from 'lucide-react';
import type { Hold } from '../../../src/contract/packs/holds';
import { classNames } from '../../components/class-names';
import type { PackRecord } from '../../state/packs/pack-record';
import { readVersion } from '../row-facts';
import type { RowWords } from '../row-words';

// The picture that many rows have, made once.
const arrow = <ArrowRight aria-hidden size={11} className="shrink-0 text-faint @max-[420px]:hidden" />;

function HoldMark({ hold: { reason } }: { hold: Hold }) {
  const words = reason === '' ? t('holds.hintPlain') : t('holds.hint', { reason });
  return (
    <span title={words} data-testid="pack-hold" className="shrink-0 text-violet-text">
      <Pin role="img" size={12} aria-label={words} />
    </span>
  );
}

/** Where there is hardly room the title comes first, and the details say what is installed. */
function Installed({ version, isAlone }: { version: string; isAlone: boolean }) {
  return <span className={classNames('truncate text-text', !isAlone && '@max-[420px]:hidden')}>{version}</span>;
}

interface VersionCellProps {
  record: PackRecord;
  words: Pick<RowWords, 'installed'>;
}

/** What is installed stands in ink, with its word for those who hear it; what could be installed is faint. */
export function VersionCell({ record, words }: VersionCellProps) {
  const { installed, available } = readVersion(record);
  return (
    <div
      role="gridcell"
      className="pack-version flex w-26 shrink-0 items-center gap-1 overflow-hidden font-mono text-xs @max-[420px]:w-auto @min-[960px]:w-38"
    >
      {record.local?.hold && <HoldMark hold={record.local.hold} />}
      {record.local !== null && <span className="sr-only">{words.installed}</span>}
      {installed !== null && <Installed version={installed} isAlone={available === null} />}
      {installed !== null && available !== null && arrow}
      {available !== null && (
        <span
          className={classNames(
            'truncate',
            installed !== null ? 'text-accent-text' : available === 'nightly' ? 'text-violet-text' : 'text-faint',
          )}
        >
          {available}
        </span>
      )}
    </div>
  );
}
