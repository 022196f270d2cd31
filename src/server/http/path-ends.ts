import type { Row } from './route-row';

/** `manager/queue/start`, `queue/start` and `start` for `/v2/manager/queue/start`, the whole path included. */
function endsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_part, at) => parts.slice(at).join('/'));
}

/** Every end of every path, with what is asked of the policy there: its operations, or `read` where nothing of the core is asked. */
export function listPathEnds(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const ends = new Map<string, string[]>();
  for (const { path, operation } of rows) {
    for (const end of endsOf(path)) {
      const names = ends.get(end) ?? [];
      ends.set(end, [...new Set([...names, operation ?? 'read'])]);
    }
  }
  return ends;
}

/** An end as it may be written: as in an address, with the prefix under which all paths are served as well. */
export function readPathEnd(text: string): string {
  return text.replace(/^\/+/u, '').replace(/^api\//u, '');
}
