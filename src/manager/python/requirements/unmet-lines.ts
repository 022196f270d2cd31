import type { UnmetRequirement } from '../../../contract/python/doctor';
import type { PythonOptions } from '../environment/follow-environment';
import type { FindDamage } from '../packages/distribution-files';
import { readWholeAskers, type WholeAsker } from './askers';
import type { EnvironmentRules } from './environment-rules';
import { comfyRequirementFiles } from './needed-packages';
import { meetsSpecifier } from './version-rules';
import { describeRequirement, type Requirement } from './requirement';
import { damageOf, type Installed } from './walk-requirements';

/** What is wrong with the package that a line asks for; undefined where nothing is known to be. */
async function judge(
  line: Requirement,
  installed: Omit<Installed, 'markers'>,
): Promise<Pick<UnmetRequirement, 'found' | 'damage'> | undefined> {
  const version = installed.distributions.get(line.name ?? '')?.version;
  if (version === undefined) return { found: null, damage: null };
  if (line.specifier !== null && meetsSpecifier(version, line.specifier) === false)
    return { found: version, damage: null };
  const damage = await damageOf(line, installed);
  return damage === null ? undefined : { found: version, damage };
}

/**
 * The lines that the files of installed packages do not meet, each asker's together. What only a tool could judge counts as met, for nobody is warned of a
 * guess. What a list keeps from being installed is among it, and says so.
 */
export async function findUnmet(
  askers: readonly WholeAsker[],
  installed: Omit<Installed, 'markers'>,
): Promise<UnmetRequirement[]> {
  const found = await Promise.all(
    askers.flatMap(({ name: asker, lines, leftOut }) => {
      const judged = async (line: Requirement, isLeftOut: boolean): Promise<UnmetRequirement[]> => {
        if (line.name === null) return [];
        const wrong = await judge(line, installed);
        return wrong === undefined
          ? []
          : [{ asker, package: line.name, needs: describeRequirement(line.text), isLeftOut, ...wrong }];
      };
      return [...lines.map((line) => judged(line, false)), ...leftOut.map((line) => judged(line, true))];
    }),
  );
  return found.flat();
}

/** What ComfyUI and the enabled packs ask for and do not have, by the rules that were read of an environment. */
export async function findUnmetLines(
  { planTexts, chosenGroups, distributions, findDamage }: EnvironmentRules & { findDamage: FindDamage },
  { installation }: Pick<PythonOptions, 'installation'>,
): Promise<UnmetRequirement[]> {
  const askers = await readWholeAskers({ installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups });
  return findUnmet(askers, { distributions, findDamage });
}
