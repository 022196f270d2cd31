import { useQuery } from '@tanstack/react-query';
import { Copy, HardDrive, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { call } from '../../bridge';
import { Button } from '../../components/button';
import { go } from '../../navigation/location-store';
import { formatBytes } from '../../texts/formatting';
import { useDuplicates } from '../arrange/duplicate-queries';

/** What this app could empty by itself, in bytes: what changes left in the trash, and what was prepared for changes that were never made. */
function useLeftoverBytes(): number {
  const { data } = useQuery({
    queryKey: ['models', 'leftovers'],
    queryFn: async () => (await call('disk.leftovers', {})).items,
    refetchOnMount: 'always',
  });
  return (data ?? []).filter(({ kind }) => kind !== 'kept').reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The disks that hold models, with what they hold of them and what is free. */
function useModelDisks(): { path: string; bytes: number; freeBytes: number | null }[] {
  const { data } = useQuery({
    queryKey: ['models', 'disks'],
    queryFn: () => call('disk.usage', { mode: 'kept' }),
    refetchOnMount: 'always',
  });
  return (data?.volumes ?? []).flatMap(({ parts, freeBytes }) => {
    const models = parts.filter(({ part }) => part === 'models');
    const [first] = models;
    if (first === undefined) return [];
    return [{ path: first.path, bytes: models.reduce((sum, { bytes }) => sum + bytes, 0), freeBytes }];
  });
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-h-7 min-w-0 items-center gap-2">
      <span className="shrink-0 text-faint">{icon}</span>
      {children}
    </li>
  );
}

/** What the models take by disk, and what can be freed without losing a model: copies, and what lies in the trash. */
export function Freeable({ onDuplicates }: { onDuplicates: () => void }) {
  const { groups } = useDuplicates();
  const copies = groups.reduce((sum, group) => sum + group.freeable_bytes, 0);
  const leftovers = useLeftoverBytes();
  const disks = useModelDisks();
  return (
    <>
      <ul
        aria-label={t('models.freeable.label')}
        data-testid="models-freeable"
        className="mb-3 flex flex-wrap gap-x-6 gap-y-1 text-sm text-soft"
      >
        {disks.map(({ path, bytes, freeBytes }) => (
          <Line key={path} icon={<HardDrive size={14} />}>
            <span className="min-w-0 truncate tabular" title={path}>
              {freeBytes === null
                ? t('models.freeable.disk', { size: formatBytes(bytes), path })
                : t('models.freeable.diskFree', { size: formatBytes(bytes), path, free: formatBytes(freeBytes) })}
            </span>
          </Line>
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
