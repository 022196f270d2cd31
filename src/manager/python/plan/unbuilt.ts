import { redactSecrets } from '../../../base/log';
import type { UnbuiltLine } from '../../../contract/python/package-plan';
import { isUnreadable, parseRequirement } from '../requirements/requirement';
import type { PlanGroup } from './plan-groups';

/** Groups with nothing that only a build could tell, and what was taken out of them. */
interface Parted {
  groups: readonly PlanGroup[];
  unbuilt: readonly UnbuiltLine[];
}

/** A line that names a package and its versions; also one that no tool can read, as long as nothing in it can be a place. */
function isByName(line: string): boolean {
  const requirement = parseRequirement(line);
  if (requirement.name !== null && requirement.specifier !== null) return true;
  return isUnreadable(requirement) && !/[@:/\\]/u.test(line);
}

/** Options that only say where wheels may lie; which packages are built is nobody's choice but the question's. */
const isPlaceOption = (option: string): boolean => /^(?:--extra-index-url|-f|--find-links)[\s=]/u.test(option);

/** Takes out the lines of which nothing is known before something is built, with what is known of that. `needs` is left out of a line that names it itself. Pure. */
export function partLines(
  groups: readonly PlanGroup[],
  { needs, ...facts }: Omit<UnbuiltLine, 'by' | 'line'>,
  isKnown: (line: string) => boolean,
): Parted {
  const unbuilt = groups.flatMap(({ name: by, lines }) =>
    lines
      .filter((line) => !isKnown(line))
      .map((line) => {
        const isItself = needs === parseRequirement(line).name;
        return { by, line: redactSecrets(line), ...facts, needs: isItself ? null : needs };
      }),
  );
  return { groups: groups.map((group) => ({ ...group, lines: group.lines.filter(isKnown) })), unbuilt };
}

/**
 * Takes out what leads a tool to an address, so that a question that may not build asks none: what lies there is fetched, and mostly built, only for
 * who may install it. Pure.
 */
export function partAddresses(groups: readonly PlanGroup[]): Parted {
  const { groups: named, unbuilt } = partLines(groups, { why: 'address', needs: null, older: null }, isByName);
  const bound = named.map((group) => ({
    ...group,
    constraints: group.constraints.filter(isByName),
    options: group.options.filter(isPlaceOption),
  }));
  return { groups: bound, unbuilt };
}

/** Takes out the lines that ask for a package by its name; null where none does, as with what another package needs. Pure. */
export function partNamed(
  groups: readonly PlanGroup[],
  name: string,
  facts: Pick<UnbuiltLine, 'needs' | 'older'>,
): Parted | null {
  const parted = partLines(groups, { why: 'source', ...facts }, (line) => parseRequirement(line).name !== name);
  return parted.unbuilt.length === 0 ? null : parted;
}
