import { useQuery } from '@tanstack/react-query';
import { call } from '../../bridge';
import { parseQuery } from './pack-query';

async function readCoreClasses(): Promise<ReadonlyMap<string, string>> {
  const { classes } = await call('catalogue.coreClasses', {});
  return new Map(classes.map((name) => [name.toLowerCase(), name]));
}

/** The node class of ComfyUI itself that a search names, in ComfyUI's spelling; null where it names none. */
export function useCoreClass(text: string): string | null {
  const { words, nodes } = parseQuery(text);
  const named = [...words, ...nodes];
  const { data } = useQuery({
    queryKey: ['catalogue', 'core-classes'],
    queryFn: readCoreClasses,
    structuralSharing: false,
    // What ComfyUI has loaded may be more by now; the core holds the map.
    staleTime: 0,
    // Asked by the first search: who only looks at the list needs no map of 42,000 classes.
    enabled: named.length > 0,
  });
  return named.length === 1 ? (data?.get(named[0] ?? '') ?? null) : null;
}
