import type { PackFacts, TreeFacts } from './facts';

/** Node classes that a version of ComfyUI brings itself. Pure. */
export function coreClasses({ nodes }: Pick<TreeFacts, 'nodes'>): ReadonlySet<string> {
  return new Set(Object.values(nodes).flat());
}

/**
 * Node classes of a pack that the other version brings itself and the installed one does not: ComfyUI keeps its own, and leaves out those of packs. Pure.
 */
export function findTakenClasses(
  { files }: Pick<PackFacts, 'files'>,
  installed: ReadonlySet<string>,
  target: ReadonlySet<string>,
): string[] {
  const own = new Set(files.flatMap(({ nodeClasses }) => nodeClasses));
  return [...own].filter((name) => target.has(name) && !installed.has(name)).sort();
}
