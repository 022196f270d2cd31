import { evaluateMarker } from './markers';
import { readRequires } from '../packages/packages';
import { parseRequirement, type Requirement } from './requirement';
import { meetsSpecifier } from './version-rules';
import { damageOf, type Installed } from './walk-requirements';

/** What the installed metadata says about one requirement; `unknown` when only the tool can judge. */
export type RequirementState = 'met' | 'unmet' | 'unknown';

/**
 * Whether what `name[extra]` adds is installed, from the `Requires-Dist` lines of the distribution. Never `unmet`: the tools do not agree
 * on how an extra may be spelt, so the last word is theirs.
 */
async function judgeExtras(
  requires: readonly string[],
  extras: readonly string[],
  installed: Installed,
): Promise<'met' | 'unknown'> {
  for (const extra of extras) {
    const markers = { ...installed.markers, extra };
    for (const line of requires.filter((text) => /\bextra\b/.test(text))) {
      const required = parseRequirement(line);
      const applies = required.marker ? evaluateMarker(required.marker, markers) : null;
      if (applies === false) continue;
      // Extras of extras are rare and may refer to one another.
      if (applies === null || required.extras.length > 0) return 'unknown';
      if ((await judgeRequirement(required, installed)) !== 'met') return 'unknown';
    }
  }
  return 'met';
}

/** Judges one requirement by what is installed: name, version, extras, and whether its files are there. Starts nothing. */
async function judgeRequirement(requirement: Requirement, installed: Installed): Promise<RequirementState> {
  if (requirement.name === null) return 'unknown';
  const distribution = installed.distributions.get(requirement.name);
  if (!distribution) return 'unmet';
  if (requirement.specifier === null) return 'unknown';
  const meets = meetsSpecifier(distribution.version, requirement.specifier);
  if (meets === null) return 'unknown';
  if (!meets || (await damageOf(requirement, installed)) !== null) return 'unmet';
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
