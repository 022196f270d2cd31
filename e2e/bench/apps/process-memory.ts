import { readFile } from 'node:fs/promises';
import { isBelow, readParents } from './process-tree';

/** One process of an app: its memory by share (PSS), in MB, and Chromium's word for what it is. */
interface ProcessMemory {
  pid: number;
  kind: string;
  pssMb: number;
}

/** The processes below and including `pid`, with their memory. Linux only. */
export async function readTreeMemory(pid: number): Promise<ProcessMemory[]> {
  const parents = await readParents();
  const tree = [...parents.keys()].filter((member) => isBelow(member, pid, parents));
  return Promise.all(tree.map(async (member) => ({ pid: member, ...(await readOne(member)) })));
}

async function readOne(pid: number): Promise<{ kind: string; pssMb: number }> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(rollup) ?? [];
  const [, kind = 'main'] = /--type=([\w-]+)/.exec(command) ?? [];
  return { kind, pssMb: Number(kilobytes) / 1024 };
}
