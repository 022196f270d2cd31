import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';

/** The memory that programs here may take, in bytes. */
export interface MemoryFacts {
  totalBytes: number;
  freeBytes: number;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The group of this process; memory can be limited for a group alone, as in a container. */
function groupFile(name: string): string {
  const path = /^0::(\/.*)$/mu.exec(readText('/proc/self/cgroup'))?.[1] ?? '/';
  return readText(join('/sys/fs/cgroup', path, name));
}

/** How often the kernel ended a program for lack of memory, by `memory.events` of a control group or `/proc/vmstat`; null where that is not said. */
export function parseMemoryKills(text: string): number | null {
  const count = /^oom_kill (\d+)$/mu.exec(text)?.[1];
  return count === undefined ? null : Number(count);
}

/** How often the kernel has ended a program here for lack of memory; null where nobody tells (only Linux does). A number is only worth something beside an earlier one. */
export function countMemoryKills(): number | null {
  if (process.platform !== 'linux') return null;
  return parseMemoryKills(groupFile('memory.events')) ?? parseMemoryKills(readText('/proc/vmstat'));
}

/** What there is now, with the limit of a control group where that is less than the machine has. */
export function readMemoryFacts(): MemoryFacts {
  const [total, free] = [totalmem(), freemem()];
  const limit = process.platform === 'linux' ? Number(groupFile('memory.max')) : 0;
  if (!(limit > 0 && limit < total)) return { totalBytes: total, freeBytes: free };
  const taken = Number(groupFile('memory.current'));
  return { totalBytes: limit, freeBytes: Math.max(0, Math.min(free, limit - taken)) };
}
