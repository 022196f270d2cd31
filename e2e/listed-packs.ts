import type { Page } from 'playwright';
import { callByWindow } from './window-door';

/** A pack as the catalogue lists it; only what is looked at is named. */
export interface Listed {
  key: string;
  title: string;
  files: string[];
  nodeClasses: string[];
}

export async function readCatalogue(page: Page): Promise<Listed[]> {
  const value = await callByWindow(page, 'catalogue.packs', { mode: 'cache' });
  return (value as { packs: Listed[] }).packs;
}

/** Eight classes of that kind that exactly one pack provides, evenly over the alphabet, with its address in the channel's own file. */
export function singleClasses(nodeMap: unknown, kind: RegExp): [name: string, url: string][] {
  const urlsOf = new Map<string, string[]>();
  for (const [url, row] of Object.entries(nodeMap as Record<string, unknown>)) {
    const names: unknown = Array.isArray(row) ? row[0] : [];
    for (const name of names as string[])
      if (kind.test(name) && /^\w+$/.test(name)) urlsOf.set(name, [...(urlsOf.get(name) ?? []), url]);
  }
  const single = [...urlsOf].flatMap(([name, [url = '', ...others]]) => (others.length === 0 ? [[name, url]] : []));
  const step = Math.floor(single.length / 8);
  return (single as [string, string][])
    .sort()
    .filter((_, index) => index % step === 0)
    .slice(0, 8);
}
