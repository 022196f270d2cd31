import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { readDistributions, versionsOf, type Distribution } from '../packages/packages';
import { readMarkerValues, type MarkerValues } from './markers';
import { readChosenGroups, type ChosenGroups } from './optional-groups';
import { readPipRules } from './pip-rules';
import { planRequirements, type RequirementPlan, type RequirementRules } from './requirement-plan';
import type { RequirementText } from './requirement-text';

/** What is installed in an environment, and what lines of requirements are judged by there. */
export interface EnvironmentRules {
  distributions: ReadonlyMap<string, Distribution>;
  markers: MarkerValues;
  rules: RequirementRules;
  /** Decides over lines by these rules. */
  planTexts: (texts: readonly RequirementText[]) => RequirementPlan;
  /** The optional groups that were chosen for packs. */
  chosenGroups: ChosenGroups;
}

/** Reads what is installed now, and the person's rules, which may have been edited meanwhile. Starts no Python. */
export async function readEnvironmentRules(
  { sitePackagesDirs, pythonVersion }: Pick<PythonEnvironment, 'sitePackagesDirs' | 'pythonVersion'>,
  { paths, config }: Pick<PythonOptions, 'paths' | 'config'>,
): Promise<EnvironmentRules> {
  const [distributions, pipRules, chosenGroups] = await Promise.all([
    readDistributions(sitePackagesDirs),
    readPipRules(paths, config()),
    readChosenGroups(paths),
  ]);
  const markers = readMarkerValues(pythonVersion, process.platform, process.arch);
  const rules = { ...pipRules, installed: versionsOf(distributions), markers };
  return { distributions, markers, rules, planTexts: (texts) => planRequirements(texts, rules), chosenGroups };
}
