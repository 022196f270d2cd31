import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { readEnvironmentRules } from '../requirements/environment-rules';
import type { RequirementRules } from '../requirements/requirement-plan';
import type { SolveContext } from './question';

/** What is there, read once for one piece of work: for its resolve, and for the proof afterwards of what that has changed. */
export interface Solving extends SolveContext {
  rules: RequirementRules;
}

/** Reads an environment and the rules of the installation for a piece of work. */
export async function openSolving(
  environment: PythonEnvironment,
  { installation, settings, paths, config }: Pick<PythonOptions, 'installation' | 'settings' | 'paths' | 'config'>,
  how: Pick<SolveContext, 'signal' | 'mayBuild' | 'log'>,
): Promise<Solving> {
  const rules = await readEnvironmentRules(environment, { paths, config });
  return { ...rules, ...how, environment, installation, settings, paths };
}
