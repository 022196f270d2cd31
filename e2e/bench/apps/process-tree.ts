import { readdir, readFile } from 'node:fs/promises';

/** The parent of each process. Linux only. */
export async function readParents(): Promise<Map<number, number>> {
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

/** Whether a process is another one, or was started by it. */
export function isBelow(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === ancestor) return true;
  return false;
}
