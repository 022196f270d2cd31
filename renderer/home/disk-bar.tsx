import type { CSSProperties } from 'react';
import { t } from 'i18next';
import type { DiskPart, DiskPartName } from '../../src/contract/disk';
import { type KnownVolume, sumParts } from './disk-room';
import { formatBytes, formatCount, formatList } from '../texts/formatting';

/** A hue of its own for each part, so that bar and list belong together. */
const hues: Record<DiskPartName, number> = {
  ...{ models: 255, python: 155, packs: 300, output: 65 },
  ...{ comfyui: 210, input: 95, temp: 20, manager: 340 },
};

type HueStyle = CSSProperties & Record<'--hue', string>;

const hueStyle = (part: DiskPartName, more: CSSProperties = {}): HueStyle => ({ ...more, '--hue': String(hues[part]) });

/** A part below this share of the volume is too thin to see; it is in the list. */
const leastShare = 0.002;

function shareStyle(share: number): CSSProperties {
  return { width: `${share * 100}%` };
}

/** A volume as a bar: what this installation takes by part, what everything else takes, and what is free. */
export function DiskBar({ volume }: { volume: KnownVolume }) {
  const { totalBytes, freeBytes, parts } = volume;
  const others = Math.max(0, totalBytes - freeBytes - sumParts(volume));
  const words = t('home.disk.bar', {
    used: formatBytes(sumParts(volume)),
    free: formatBytes(freeBytes),
    total: formatBytes(totalBytes),
  });
  return (
    <div
      role="img"
      aria-label={words}
      data-testid="disk-bar"
      className="flex h-3.5 w-full overflow-hidden rounded-full border border-border bg-raised"
    >
      {parts
        .filter(({ bytes }) => bytes / totalBytes >= leastShare)
        .map(({ part, bytes }) => (
          <span
            key={part}
            title={formatList([t(`home.disk.parts.${part}`), formatBytes(bytes)])}
            className="disk-part h-full min-w-0.5 border-r border-raised"
            style={hueStyle(part, shareStyle(bytes / totalBytes))}
          />
        ))}
      <span
        title={formatList([t('home.disk.others'), formatBytes(others)])}
        className="h-full bg-border-strong"
        style={shareStyle(others / totalBytes)}
      />
    </div>
  );
}

/** The parts with their sizes, the largest first. */
export function DiskParts({ parts }: { parts: readonly DiskPart[] }) {
  return (
    <ul className="mt-2.5">
      {parts.map(({ part, path, bytes, files }) => (
        <li
          key={part}
          data-testid="disk-part"
          data-part={part}
          title={t('home.disk.files', { count: files, shown: formatCount(files), path })}
          className="flex min-h-6 items-center gap-2 text-sm"
        >
          <span aria-hidden className="disk-part size-2.5 shrink-0 rounded-full" style={hueStyle(part)} />
          <span className="min-w-0 flex-1 truncate text-soft">{t(`home.disk.parts.${part}`)}</span>
          <span className="text-muted tabular">{formatBytes(bytes)}</span>
        </li>
      ))}
    </ul>
  );
}
