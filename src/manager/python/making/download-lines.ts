import type { JobStep } from '../../../base/async/job';
import { msg } from '../../../contract/text/message';

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** `731.2MiB` or `731.2 MB` in bytes; null for what is no size. */
export function parseSize(text: string): number | null {
  const found = /^([\d.]+)\s*([kmg]?i?b)$/i.exec(text.trim());
  const unit = units[(found?.[2] ?? '').toLowerCase()];
  return found === null || unit === undefined ? null : Math.round(Number(found[1]) * unit);
}

/** What uv and pip print of downloads, counted. */
export interface DownloadCount {
  /** Answers what is to be reported; null for a line that says nothing of progress. */
  read(line: string): JobStep | null;
}

/** Counts the downloads of one install by the lines of uv (`Downloading torch (731.2MiB)`, ` Downloaded torch`) and pip. Pure but for its own count. */
export function countDownloads(): DownloadCount {
  const sizes = new Map<string, number>();
  let bytesTotal = 0;
  let bytesDone = 0;
  let current: string | null = null;
  const step = (message: string): JobStep => ({ phase: msg`Installing requirements`, message, bytesDone, bytesTotal });
  const finish = (name: string | null): void => {
    bytesDone += (name === null ? undefined : sizes.get(name)) ?? 0;
    if (name !== null) sizes.delete(name);
  };
  return {
    read(line) {
      const begun = /^\s*Downloading (\S+) \(([^)]+)\)/.exec(line);
      const ended = /^\s*Downloaded (\S+)/.exec(line);
      if (begun?.[1] !== undefined) {
        // pip downloads one after the other, and does not say when one is over.
        if (/\.(whl|gz|zip)$/.test(begun[1])) finish(current);
        current = begun[1];
        const size = parseSize(begun[2] ?? '') ?? 0;
        sizes.set(current, size);
        bytesTotal += size;
        return step(line.trim());
      }
      if (ended?.[1] !== undefined) finish(ended[1]);
      else if (/^\s*(Prepared|Installing collected|Installed|Successfully installed)/.test(line)) {
        bytesDone = bytesTotal;
      } else if (!/^\s*(Collecting|Resolved|Building|Built|Uninstalled|Using cached)\b/.test(line)) return null;
      return step(line.trim());
    },
  };
}
