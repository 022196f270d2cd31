import type { PackageReasons } from '../../../contract/python/python-environment';
import { msg } from '../../../contract/text/message';
import { AppError } from '../../../contract/errors';
import { readAskers } from './askers';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { isBuiltForHardware } from '../packages/hardware-packages';
import { normaliseName } from '../packages/packages';
import { type Asker, findDependents, type Owned, readOwned } from './broken-needs';
import { readEnvironmentRules } from './environment-rules';
import { comfyRequirementFiles } from './needed-packages';
import { describeRequirement } from './requirement';
import { groupOfSource } from './optional-groups';
import { planRequirements } from './requirement-plan';
import type { RequirementText } from './requirement-text';

function groupOf(line: Asker['lines'][number]): { group?: string } {
  const group = line.source === undefined ? null : groupOfSource(line.source);
  return group === null ? {} : { group };
}

/** Why a package is there: who asks for it by name, which packages need it, and who asks for those. Pure. */
export function findReasons(name: string, askers: readonly Asker[], needs: readonly Owned[]): PackageReasons {
  const asked = askers.flatMap(({ name: by, lines }) =>
    lines.flatMap((line) =>
      line.name === name ? [{ by, line: describeRequirement(line.text), ...groupOf(line) }] : [],
    ),
  );
  const needed = needs.flatMap(({ owner, need }) =>
    need.name === name && owner !== name ? [{ by: owner, line: describeRequirement(need.text) }] : [],
  );
  const dependents = new Set([...findDependents(name, needs)].filter((one) => one !== name));
  const direct = new Set(asked.map(({ by }) => by));
  const through = askers.filter(
    ({ name: by, lines }) => !direct.has(by) && lines.some((line) => line.name !== null && dependents.has(line.name)),
  );
  return { asked, needed, through: through.map(({ name: by }) => by), isHardware: isBuiltForHardware(name) };
}

/** Tells why packages are installed. Reads files alone and starts no Python. */
export interface PackageReasonsReader {
  /** Throws `environment-missing`, and `not-found` for a package that is not installed. */
  packageReasons(name: string): Promise<PackageReasons>;
}

/** Opens the reader on an environment. */
export function createPackageReasons(
  options: PythonOptions,
  environment: () => Promise<PythonEnvironment>,
): PackageReasonsReader {
  return {
    async packageReasons(wanted) {
      const { distributions, markers, rules, chosenGroups } = await readEnvironmentRules(await environment(), options);
      const name = normaliseName(wanted);
      if (!distributions.has(name)) {
        throw new AppError('not-found', msg`${wanted} is not installed.`, {
          remedy: msg`Read the list of packages again.`,
        });
      }
      // What an install leaves out is asked for all the same: a pack that names torch is a reason for it.
      const all = { ...rules, blacklist: new Set<string>() };
      const planTexts = (texts: readonly RequirementText[]) => planRequirements(texts, all);
      const { installation } = options;
      const askers = await readAskers({ installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups });
      const needs = await Promise.all([...distributions.values()].map((one) => readOwned(one, { markers })));
      return findReasons(name, askers, needs.flat());
    },
  };
}
