import type { UnmetRequirement } from '../../../contract/operations/python';
import { readWholeAskers, type WholeAsker } from './askers';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { createDamageCheck } from '../packages/distribution-files';
import { meetsSpecifier } from './version-rules';
import { readEnvironmentRules } from './environment-rules';
import { comfyRequirementFiles } from './needed-packages';
import { describeRequirement, type Requirement } from './requirement';
import { damageOf, type Installed } from './walk-requirements';

/** What stands between a start of ComfyUI and the packages it needs (docs/rooms/python.md). */
export interface LaunchChecker {
  /**
   * The requirements of ComfyUI and of enabled packs that the files of installed packages do not meet, each asker's together. Starts no Python. What only
   * a tool could judge counts as met, for nobody is warned of a guess. What a list keeps from being installed is among it, and says so. Throws `environment-missing`.
   */
  checkLaunch(): Promise<UnmetRequirement[]>;
}

/** What is wrong with the package that a line asks for; undefined where nothing is known to be. */
async function judge(
  line: Requirement,
  installed: Installed,
): Promise<Pick<UnmetRequirement, 'found' | 'damage'> | undefined> {
  const version = installed.distributions.get(line.name ?? '')?.version;
  if (version === undefined) return { found: null, damage: null };
  if (line.specifier !== null && meetsSpecifier(version, line.specifier) === false)
    return { found: version, damage: null };
  const damage = await damageOf(line, installed);
  return damage === null ? undefined : { found: version, damage };
}

/** Compares lines with what is installed; of one package that a line asks for under several names each asker is told once. */
export async function findUnmet(askers: readonly WholeAsker[], installed: Installed): Promise<UnmetRequirement[]> {
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

/** Opens the check on an environment. */
export function createLaunchChecker(
  options: PythonOptions,
  environment: () => Promise<Pick<PythonEnvironment, 'sitePackagesDirs' | 'pythonVersion'>>,
): LaunchChecker {
  return {
    async checkLaunch() {
      const { distributions, markers, planTexts, chosenGroups } = await readEnvironmentRules(
        await environment(),
        options,
      );
      const askers = await readWholeAskers({
        ...{ installation: options.installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups },
      });
      return findUnmet(askers, { distributions, markers, findDamage: createDamageCheck() });
    },
  };
}
