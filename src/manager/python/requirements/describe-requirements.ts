import type { PackRequirement, RequirementStanding } from '../../../contract/packs/pack-details';
import { mapMessage, type Sentence } from '../../../contract/text/message';
import { AppError } from '../../../contract/errors';
import { redactSecrets } from '../../../base/log';
import type { PythonEnvironment } from '../environment/environment';
import { evaluateMarker, readMarkerValues, type MarkerValues } from './markers';
import { createDamageCheck, type FindDamage } from '../packages/distribution-files';
import { readDistributions, type Distribution } from '../packages/packages';
import { parseRequirement, type Requirement } from './requirement';
import { judgeRequirements } from './requirement-check';
import { planRequirements, type RequirementRules } from './requirement-plan';
import { cutComment, type RequirementText } from './requirement-text';

/** What lines are judged by; without `installed` nothing is known of the Python. */
interface JudgingFacts {
  rules: Omit<RequirementRules, 'installed' | 'markers'>;
  installed: ReadonlyMap<string, Distribution> | null;
  markers: MarkerValues;
  findDamage: FindDamage;
}

/** What an installation would do with the line besides asking for it; null when that is all. */
function noteOf(line: RequirementText, { rules, installed, markers }: JudgingFacts): Sentence | null {
  const versions = new Map([...(installed ?? [])].map(([name, { version }]) => [name, version] as const));
  try {
    const { notes } = planRequirements([line], { ...rules, installed: versions, markers });
    const [first] = notes;
    return first === undefined ? null : first.sentence;
  } catch (error) {
    if (error instanceof AppError) return error.words.message;
    throw error;
  }
}

async function standingOf(requirement: Requirement, facts: JudgingFacts): Promise<RequirementStanding> {
  const { installed, markers, findDamage } = facts;
  if (requirement.marker && evaluateMarker(requirement.marker, markers) === false) return 'skipped';
  if (installed === null || requirement.name === null) return 'unknown';
  if (!installed.has(requirement.name)) return 'missing';
  const [state] = await judgeRequirements([requirement], { distributions: installed, markers, findDamage });
  return state ?? 'unknown';
}

async function describeLine(line: RequirementText, facts: JudgingFacts): Promise<PackRequirement[]> {
  const text = cutComment(line.text);
  // Options say where to look, and bind nothing.
  if (text === '' || text.startsWith('-')) return [];
  const requirement = parseRequirement(text);
  const { name } = requirement;
  const installed = name === null ? null : (facts.installed?.get(name)?.version ?? null);
  const standing = await standingOf(requirement, facts);
  const note = standing === 'skipped' ? null : noteOf(line, facts);
  const shown = { text: redactSecrets(text), note: note === null ? null : mapMessage(note, redactSecrets) };
  return [{ ...shown, source: line.source, name, standing, installed }];
}

async function describeLines(
  lines: readonly Pick<RequirementText, 'text' | 'source'>[],
  facts: JudgingFacts,
): Promise<PackRequirement[]> {
  const texts = lines.map((line) => ({ ...line, isConstraint: false, folder: '.' }));
  return (await Promise.all(texts.map((line) => describeLine(line, facts)))).flat();
}

/** Where the Python and the person's rules over its packages are read. */
export interface JudgingSources {
  environment: () => Promise<Pick<PythonEnvironment, 'pythonVersion' | 'sitePackagesDirs'>>;
  readRules: () => Promise<JudgingFacts['rules']>;
}

/**
 * Says of each line how it stands in an environment, read from its metadata, and what an installation would do otherwise. A Python that
 * cannot be found is told as `problem`: a pack can be looked at before its Python is there. Starts no Python.
 */
export async function describeRequirements(
  lines: readonly Pick<RequirementText, 'text' | 'source'>[],
  { environment, readRules }: JudgingSources,
): Promise<{ requirements: PackRequirement[]; problem: Sentence | null }> {
  const rules = await readRules();
  const findDamage = createDamageCheck();
  try {
    const { pythonVersion, sitePackagesDirs } = await environment();
    const installed = await readDistributions(sitePackagesDirs);
    const markers = readMarkerValues(pythonVersion, process.platform, process.arch);
    return { requirements: await describeLines(lines, { rules, installed, markers, findDamage }), problem: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'environment-missing') throw error;
    const requirements = await describeLines(lines, { rules, installed: null, markers: {}, findDamage });
    return { requirements, problem: error.words.message };
  }
}
