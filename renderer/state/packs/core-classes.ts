import { useMemo } from 'react';
import { useCatalogue } from './pack-queries';
import { parseQuery } from './pack-query';

const none: readonly string[] = [];

/** The node class of ComfyUI itself that a search names, in ComfyUI's spelling; null where it names none. */
export function useCoreClass(text: string): string | null {
  const core = useCatalogue().catalogue?.core ?? none;
  const byName = useMemo(() => new Map(core.map((name) => [name.toLowerCase(), name])), [core]);
  const { words, nodes } = parseQuery(text);
  const [name = '', ...others] = [...words, ...nodes];
  return others.length === 0 ? (byName.get(name) ?? null) : null;
}
