import { readdir, readFile } from 'node:fs/promises';

/** One process of an app: its memory by share (PSS), in MB, and Chromium's word for what it is. */
interface ProcessMemory {
  pid: number;
  kind: string;
  pssMb: number;
}

/** The processes below and including `pid`, with their memory. Linux only. */
export async function readTreeMemory(pid: number): Promise<ProcessMemory[]> {
  const parents = await readParents();
  const isBelow = (candidate: number): boolean => {
    for (let at = candidate; at > 1; at = parents.get(at) ?? 0) if (at === pid) return true;
    return false;
  };
  const tree = [...parents.keys()].filter(isBelow);
  return Promise.all(tree.map(async (member) => ({ pid: member, ...(await readOne(member)) })));
}

async function readOne(pid: number): Promise<{ kind: string; pssMb: number }> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(rollup) ?? [];
  const [, kind = 'main'] = /--type=([\w-]+)/.exec(command) ?? [];
  return { kind, pssMb: Number(kilobytes) / 1024 };
}

async function readParents(): Promise<Map<number, number>> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const pairs = await Promise.all(
    names.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      const [, parent = '0'] = /\) \S (\d+)/.exec(stat) ?? [];
      return [Number(name), Number(parent)] as const;
    }),
  );
  return new Map(pairs);
}
