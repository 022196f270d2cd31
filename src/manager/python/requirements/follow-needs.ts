import type { Requirement } from './requirement';

/** What installed packages ask of each other, by who asks. */
export interface NeedsByOwner {
  needs: ReadonlyMap<string, readonly Pick<Requirement, 'name'>[]>;
}

/** These and all that they need, as far as it is installed. Pure. */
export function allThatIsNeeded(names: Iterable<string>, { needs }: NeedsByOwner): ReadonlySet<string> {
  const found = new Set(names);
  for (const one of found) for (const { name } of needs.get(one) ?? []) if (name !== null) found.add(name);
  return found;
}

/** These lines' packages and all that they need. Pure. */
export function allThatLinesNeed(
  lines: readonly Pick<Requirement, 'name'>[],
  graph: NeedsByOwner,
): ReadonlySet<string> {
  return allThatIsNeeded(
    lines.flatMap(({ name }) => name ?? []),
    graph,
  );
}
