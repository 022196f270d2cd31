import { evaluateMarker, type MarkerValues } from './markers';
import { readRequires, type Distribution } from './packages';
import { parseRequirement, type Requirement } from './requirement';
import { meetsSpecifier } from './version-rules';

/** What the installed metadata says about one requirement; `unknown` when only the tool can judge. */
export type RequirementState = 'met' | 'unmet' | 'unknown';

interface Installed {
  distributions: ReadonlyMap<string, Distribution>;
  markers: MarkerValues;
}

/** Whether what `name[extra]` adds is installed, from the `Requires-Dist` lines of the distribution. */
async function judgeExtras(
  requires: readonly string[],
  extras: readonly string[],
  installed: Installed,
): Promise<RequirementState> {
  let state: RequirementState = 'met';
  for (const extra of extras) {
    const markers = { ...installed.markers, extra };
    for (const line of requires.filter((text) => /\bextra\b/.test(text))) {
      const required = parseRequirement(line);
      const applies = required.marker ? evaluateMarker(required.marker, markers) : null;
      if (applies === false) continue;
      // Extras of extras are rare, may refer to one another, and are left to the tool.
      const judged = applies === null || required.extras.length > 0 ? 'unknown' : await judgeRequirement(required, installed);
      if (judged === 'unmet') return 'unmet';
      if (judged === 'unknown') state = 'unknown';
    }
  }
  return state;
}

/** Judges one requirement by the installed metadata: name, version, extras. Starts nothing. */
export async function judgeRequirement(requirement: Requirement, installed: Installed): Promise<RequirementState> {
  if (requirement.name === null) return 'unknown';
  const distribution = installed.distributions.get(requirement.name);
  if (!distribution) return 'unmet';
  if (requirement.specifier === null) return 'unknown';
  const meets = meetsSpecifier(distribution.version, requirement.specifier);
  if (meets === null) return 'unknown';
  if (!meets) return 'unmet';
  const requires = await readRequires(distribution);
  // A folder without metadata is what a broken-off installation left.
  if (requires === null) return 'unknown';
  return judgeExtras(requires, requirement.extras, installed);
}

/** The states of several requirements, in their order. */
export async function judgeRequirements(
  requirements: readonly Requirement[],
  installed: Installed,
): Promise<RequirementState[]> {
  return Promise.all(requirements.map((requirement) => judgeRequirement(requirement, installed)));
}
