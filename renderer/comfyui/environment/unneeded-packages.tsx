import { PackageX } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { PackageUse } from '../../../src/contract/python/package-uses';
import { Button } from '../../components/button';
import { ChipRow } from '../../components/chip-row';
import { FilterChip } from '../../components/filter-chip';
import { packageFilters } from '../../navigation/filters';
import { go, useLocation } from '../../navigation/location-store';
import { listUnneeded, usePackageUses } from '../../state/comfyui/package-uses';
import { formatBytes, formatCount, formatList } from '../../texts/formatting';
import { PackageRemovalDialog } from './change-package-dialog';

/** All packages, or those that nobody needs. */
export function PackageFilters({ all }: { all: number }) {
  const filter = useLocation((state) => state.packageFilter);
  const uses = usePackageUses().data;
  const counts = { all, unneeded: uses === undefined ? null : listUnneeded(uses).length };
  return (
    <ChipRow label={t('comfy.environment.use.filters.label')}>
      {packageFilters.map((one) => (
        <FilterChip
          key={one}
          label={t(`comfy.environment.use.filters.${one}`)}
          count={counts[one] === null ? '' : formatCount(counts[one])}
          isOn={one === filter}
          onChoose={() => go({ packageFilter: one })}
        />
      ))}
    </ChipRow>
  );
}

/** What the packages take together; null where no record tells. */
function sumBytes(packages: readonly PackageUse[]): number | null {
  const known = packages.flatMap(({ bytes }) => bytes ?? []);
  return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
}

/** The packages that nobody needs, all of which go by one plan. */
export function UnneededBar() {
  const [isAsking, setIsAsking] = useState(false);
  const uses = usePackageUses().data;
  if (uses === undefined) return null;
  const unneeded = listUnneeded(uses);
  if (unneeded.length === 0) {
    const text =
      uses.unread.length === 0
        ? t('comfy.environment.use.none')
        : t('comfy.environment.use.unread', { names: formatList([...uses.unread]) });
    return <p className="p-6 text-center text-muted">{text}</p>;
  }
  const bytes = sumBytes(unneeded);
  return (
    <div
      data-testid="unneeded-packages"
      className="flex flex-wrap items-center gap-3 border-b border-border px-3.5 py-2.5"
    >
      <p className="min-w-56 flex-1 text-soft">
        {t('comfy.environment.use.text')}
        {bytes !== null && ` ${t('comfy.environment.use.size', { size: formatBytes(bytes) })}`}
      </p>
      <Button
        size="small"
        icon={<PackageX size={14} />}
        data-testid="unneeded-remove"
        onClick={() => setIsAsking(true)}
      >
        {t('comfy.environment.use.remove', { count: unneeded.length, shown: formatCount(unneeded.length) })}
      </Button>
      {isAsking && <PackageRemovalDialog names={unneeded.map(({ name }) => name)} onClose={() => setIsAsking(false)} />}
    </div>
  );
}
