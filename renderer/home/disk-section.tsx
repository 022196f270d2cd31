import { Archive, Eraser, HardDrive, LoaderCircle, RefreshCw, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import type { DiskLeftover, DiskUsage, DiskVolume } from '../../src/contract/disk';
import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { FailureNotice } from '../components/feedback/failure-notice';
import { type DiskState, measureDisk, stopMeasuring, useDisk, useLeftovers } from './disk-queries';
import { isLow, isRoomKnown } from './disk-room';
import { showLargestModels } from './home-commands';
import { useDelayed } from '../hooks/use-delayed';
import { formatBytes, formatWhen, shortenPath } from '../texts/formatting';
import { CachesDialog } from './caches/caches-dialog';
import { CleanDialog } from './clean-dialog';
import { DiskBar, DiskParts } from './disk-bar';
import { Section } from './section';

const shownPathChars = 40;

function Volume({ volume, isOnly }: { volume: DiskVolume; isOnly: boolean }) {
  const known = isRoomKnown(volume) ? volume : null;
  return (
    <div data-testid="disk-volume" className="border-b border-border px-3.5 py-3 last:border-0">
      {!isOnly && (
        <p title={volume.path} className="mb-1 truncate font-mono text-xs text-muted selectable">
          {shortenPath(volume.path, shownPathChars)}
        </p>
      )}
      {known ? (
        <>
          <p className="mb-1.5 flex items-baseline gap-1.5 tabular">
            <span className={isLow(known) ? 'font-medium text-amber-text' : 'font-medium'}>
              {t('home.disk.free', { free: formatBytes(known.freeBytes) })}
            </span>
            <span className="text-sm text-faint">{t('home.disk.of', { total: formatBytes(known.totalBytes) })}</span>
          </p>
          <DiskBar volume={known} />
        </>
      ) : (
        <p className="text-sm text-muted">{t('home.disk.unknownRoom')}</p>
      )}
      <DiskParts parts={volume.parts} />
    </div>
  );
}

function Failure({ error }: { error: NonNullable<DiskState['error']> }) {
  return (
    <div className="mb-2">
      <FailureNotice title={t('home.disk.failedTitle')} error={error} onRetry={() => void measureDisk()} />
    </div>
  );
}

/** Another walk, or the end of the one under way. */
function MeasureButton({ isMeasuring }: { isMeasuring: boolean }) {
  const isSlow = useDelayed(isMeasuring);
  if (isSlow) {
    return (
      <Button
        size="small"
        tone="quiet"
        onClick={stopMeasuring}
        icon={<LoaderCircle size={13} className="animate-turn" />}
      >
        {t('home.disk.stop')}
      </Button>
    );
  }
  return (
    <IconButton
      isCompact
      label={t('home.disk.measure')}
      data-testid="disk-measure"
      disabled={isMeasuring}
      icon={<RefreshCw size={14} />}
      onClick={() => void measureDisk()}
    />
  );
}

type Cleaning = 'trash' | 'clean';
type Asking = Cleaning | 'caches';

/** With what a known change left in the trash it can be taken back; nothing needs the rest. */
function pick(of: Cleaning, leftovers: readonly DiskLeftover[]): readonly DiskLeftover[] {
  return leftovers.filter(({ change }) => (change !== null) === (of === 'trash'));
}

function Buttons({ leftovers, onClean }: { leftovers: readonly DiskLeftover[]; onClean: (of: Asking) => void }) {
  return (
    <div className="flex flex-wrap gap-1.5 px-3.5 py-2.5">
      <Button size="small" data-testid="disk-largest" icon={<HardDrive size={13} />} onClick={showLargestModels}>
        {t('home.disk.largest')}
      </Button>
      <Button size="small" data-testid="disk-caches" icon={<Archive size={13} />} onClick={() => onClean('caches')}>
        {t('home.disk.caches')}
      </Button>
      {(['trash', 'clean'] as const).map((of) => {
        const own = pick(of, leftovers);
        const bytes = own.reduce((sum, leftover) => sum + leftover.bytes, 0);
        return own.length === 0 ? null : (
          <Button
            key={of}
            size="small"
            data-testid={`disk-${of}`}
            icon={of === 'trash' ? <Trash2 size={13} /> : <Eraser size={13} />}
            onClick={() => onClean(of)}
          >
            {t(`home.disk.${of}`, { size: formatBytes(bytes) })}
          </Button>
        );
      })}
    </div>
  );
}

const noLeftovers: readonly DiskLeftover[] = [];

/** The volumes with their parts; what was not measured yet is on its way. */
function Volumes({ usage, isMeasuring, children }: { usage: DiskUsage; isMeasuring: boolean; children: ReactNode }) {
  const isSlow = useDelayed(isMeasuring && usage.measuredAt === null);
  return (
    <div className="overflow-hidden rounded-panel border border-border bg-raised">
      {usage.volumes.map((volume) => (
        <Volume key={volume.path} volume={volume} isOnly={usage.volumes.length === 1} />
      ))}
      {isSlow && <p className="px-3.5 pb-3 text-sm text-muted">{t('home.disk.measuring')}</p>}
      {children}
    </div>
  );
}

interface QuestionProps {
  of: Asking;
  leftovers: readonly DiskLeftover[];
  nowMs: number;
  onClose: () => void;
}

/** What is asked before something goes. */
function Question({ of, leftovers, nowMs, onClose }: QuestionProps) {
  if (of === 'caches') return <CachesDialog nowMs={nowMs} onClose={onClose} />;
  return <CleanDialog of={of} leftovers={pick(of, leftovers)} nowMs={nowMs} onClose={onClose} />;
}

/** What the installation takes on its disks as a picture, and the ways to free some. */
export function DiskSection({ nowMs }: { nowMs: number }) {
  const [cleaning, setCleaning] = useState<Asking | null>(null);
  const { usage, isMeasuring, error } = useDisk();
  const leftovers = useLeftovers().data ?? noLeftovers;
  const measuredAt = usage?.measuredAt ?? null;
  const measuredMs = measuredAt === null ? null : Date.parse(measuredAt);
  return (
    <Section
      testId="home-disk"
      title={t('home.disk.title')}
      // The clock of the place is looked at twice a minute: what was measured since is not in its future.
      facts={measuredMs === null ? undefined : t('home.disk.asOf', { when: formatWhen(measuredMs, nowMs) })}
      actions={<MeasureButton isMeasuring={isMeasuring} />}
    >
      {error && <Failure error={error} />}
      {usage && (
        <Volumes usage={usage} isMeasuring={isMeasuring}>
          <Buttons leftovers={leftovers} onClean={setCleaning} />
        </Volumes>
      )}
      {cleaning && <Question of={cleaning} leftovers={leftovers} nowMs={nowMs} onClose={() => setCleaning(null)} />}
    </Section>
  );
}
