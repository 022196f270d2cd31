import type { NodeFacts, PackFacts, TreeFacts } from './facts';

function classesOf(files: Iterable<Pick<NodeFacts, 'mappings' | 'schemas'>>): Set<string> {
  const found = new Set<string>();
  for (const { mappings, schemas } of files)
    for (const name of [...Object.keys(mappings), ...Object.keys(schemas)]) found.add(name);
  return found;
}

/** Node classes that a version of ComfyUI brings itself. Pure. */
export function coreClasses({ nodes }: Pick<TreeFacts, 'nodes'>): ReadonlySet<string> {
  return classesOf(Object.values(nodes));
}

/**
 * Node classes of a pack that the other version brings itself and the installed one does not: ComfyUI keeps its own, and leaves out those of packs. Pure.
 */
export function findTakenClasses(
  { files }: Pick<PackFacts, 'files'>,
  installed: ReadonlySet<string>,
  target: ReadonlySet<string>,
): string[] {
  return [...classesOf(files)].filter((name) => target.has(name) && !installed.has(name)).sort();
}
