import { Copy, HardDrive, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { DuplicateGroup, ModelDisk, ModelLocations } from '../../../src/contract/models';
import { Button } from '../../components/button';
import { go } from '../../navigation/location-store';
import { formatBytes } from '../../texts/formatting';
import { useDuplicates } from '../arrange/duplicate-queries';

/** What linking the copies of a disk frees, in bytes. Pure. */
export function countCopies(groups: readonly DuplicateGroup[], { paths }: Pick<ModelDisk, 'paths'>): number {
  const there = new Set(paths);
  const freed = groups.map(({ files, size_bytes }) => {
    const copies = new Set(files.filter(({ path }) => there.has(path)).map(({ copy }) => copy));
    return Math.max(0, copies.size - 1) * size_bytes;
  });
  return freed.reduce((sum, bytes) => sum + bytes, 0);
}

/** What the models of a disk take, and what can be freed there where there are several. */
function DiskLine({ disk, freeable }: { disk: ModelDisk; freeable: number }) {
  const { path, bytes, freeBytes } = disk;
  const counts = { size: formatBytes(bytes), path };
  return (
    <Line icon={<HardDrive size={14} />}>
      <span className="min-w-0 truncate tabular" title={path}>
        {freeBytes === null
          ? t('models.freeable.disk', counts)
          : t('models.freeable.diskFree', { ...counts, free: formatBytes(freeBytes) })}
        {freeable > 0 && ` · ${t('models.freeable.onDisk', { size: formatBytes(freeable) })}`}
      </span>
    </Line>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-h-7 min-w-0 items-center gap-2">
      <span className="shrink-0 text-faint">{icon}</span>
      {children}
    </li>
  );
}

interface FreeableProps {
  locations: ModelLocations;
  onDuplicates: () => void;
}

/** What the models take by disk, and what can be freed without losing a model: copies, and what lies in the trash. */
export function Freeable({ locations: { disks }, onDuplicates }: FreeableProps) {
  const { groups } = useDuplicates();
  const copies = groups.reduce((sum, group) => sum + group.freeable_bytes, 0);
  const leftovers = disks.reduce((sum, { leftoverBytes }) => sum + leftoverBytes, 0);
  return (
    <>
      <ul
        aria-label={t('models.freeable.label')}
        data-testid="models-freeable"
        className="mb-3 flex flex-wrap gap-x-6 gap-y-1 text-sm text-soft"
      >
        {disks.map((disk) => (
          <DiskLine
            key={disk.path}
            disk={disk}
            freeable={disks.length > 1 ? countCopies(groups, disk) + disk.leftoverBytes : 0}
          />
        ))}
        {copies > 0 && (
          <Line icon={<Copy size={14} />}>
            <span className="tabular">{t('models.freeable.copies', { size: formatBytes(copies) })}</span>
            <Button size="small" tone="quiet" data-testid="freeable-copies" onClick={onDuplicates}>
              {t('models.freeable.show')}
            </Button>
          </Line>
        )}
        {leftovers > 0 && (
          <Line icon={<Trash2 size={14} />}>
            <span className="tabular">{t('models.freeable.trash', { size: formatBytes(leftovers) })}</span>
            <Button size="small" tone="quiet" data-testid="freeable-trash" onClick={() => go({ place: 'home' })}>
              {t('models.freeable.toHome')}
            </Button>
          </Line>
        )}
      </ul>
    </>
  );
}
