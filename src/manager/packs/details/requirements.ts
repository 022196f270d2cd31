import { join } from 'node:path';
import { z } from 'zod';
import { readTextIfPresent } from '../../../base/files/files';
import type { PackRequirements } from '../../../contract/packs/pack-details';
import { groupOfSource, readOptionalGroups, textsOfGroups } from '../../python/requirements/optional-groups';
import { cutComment, splitLines } from '../../python/requirements/requirement-text';
import { describeCached, openCachedAnswers } from './cached-answers';
import { refuseToAsk, type RepositoryFacts, type RepositoryReader } from './repository';
import type { DetailSources, RequirementLine } from './sources';
import type { DetailsTarget } from './target';

type Found = Omit<PackRequirements, 'requirements' | 'groups' | 'problem'> & {
  lines: RequirementLine[];
  /** Text of its `pyproject.toml`; null where nobody could read one. */
  project: string | null;
};

/** What a name asks for, without extras, versions and markers; compared to see whether both files name it. */
export function nameOf(text: string): string {
  return (/^[A-Za-z0-9._-]+/.exec(text)?.[0] ?? text).toLowerCase().replace(/[-_.]+/g, '-');
}

/** The lines of a pack on disk. */
export async function findOnDisk(sources: DetailSources, packDir: string): Promise<Found> {
  const lines = await sources.readRequirementLines(packDir);
  const project = await readTextIfPresent(join(packDir, 'pyproject.toml'));
  return { lines, project, origin: 'disk', asOf: null, notice: null };
}

/**
 * The lines that the root of a repository names for an installation: those of requirements.txt, as on the disk. `[project].dependencies` of a
 * pyproject.toml are for whoever publishes the pack, and no installation reads them.
 */
export function linesOfRepository({ requirements }: Pick<RepositoryFacts, 'requirements'>): RequirementLine[] {
  return splitLines(requirements ?? '').flatMap(({ text: line, line: number }) => {
    const need = cutComment(line);
    return need === '' ? [] : [{ text: need, source: `requirements.txt line ${number}` }];
  });
}

/** The lines of the newest commit of its repository. */
export async function findInRepository(
  target: DetailsTarget,
  reader: RepositoryReader,
  maxAgeMs: number,
): Promise<Found> {
  if (target.history === null) return { lines: [], project: null, origin: 'repository', asOf: null, notice: null };
  const answer = await reader.read(target.history, maxAgeMs);
  const { project } = answer.value;
  return { lines: linesOfRepository(answer.value), project, origin: 'repository', ...describeCached(answer) };
}

/** The `pyproject.toml` of the newest commit; null where there is none, or the repository cannot be read. */
export async function readProjectOf(
  { history }: DetailsTarget,
  reader: RepositoryReader,
  maxAgeMs: number,
): Promise<string | null> {
  if (history === null) return null;
  const answer = await reader.read(history, maxAgeMs).catch(() => null);
  return answer?.value.project ?? null;
}

/** The groups that were chosen for the pack. */
export async function readChosenOf(sources: DetailSources, { copy }: DetailsTarget): Promise<readonly string[]> {
  return copy === null ? [] : (await sources.readChosenGroups()).ofFolder(copy.originName);
}

/** How the lines of a pack stand, those of its optional groups by themselves: judged together, for that reads all that is installed. */
async function describeLines(
  sources: DetailSources,
  target: DetailsTarget,
  { lines, project }: Pick<Found, 'lines' | 'project'>,
): Promise<Pick<PackRequirements, 'requirements' | 'groups' | 'problem'>> {
  const chosen = await readChosenOf(sources, target);
  const groups = readOptionalGroups(project);
  const names = [...groups.keys()];
  const { requirements, problem } = await sources.judgeRequirements([...lines, ...textsOfGroups(groups, names)]);
  const linesOf = (group: string | null) => requirements.filter(({ source }) => groupOfSource(source) === group);
  return {
    requirements: linesOf(null),
    groups: names.map((name) => ({ name, requirements: linesOf(name), isChosen: chosen.includes(name) })),
    problem,
  };
}

/** Reads the requirements of packs. Throws the errors of whoever had to be asked when nothing was kept, and `requirements-failed`. */
export type ReadRequirements = (target: DetailsTarget, maxAgeMs: number) => Promise<PackRequirements>;

/** Makes the reader; what the registry says is kept below the folder of the sources. */
export function createRequirementsReader(sources: DetailSources, reader: RepositoryReader): ReadRequirements {
  const cache = openCachedAnswers(join(sources.folder, 'dependencies'), z.array(z.string()));
  const findInRegistry = async (id: string, maxAgeMs: number): Promise<Found> => {
    const answer = await cache.ask(id, maxAgeMs, async () => {
      refuseToAsk(sources, 'registry');
      const found = await sources.catalogue.resolveVersion(id, null);
      return [...found.dependencies];
    });
    const lines = answer.value.map((text) => ({ text, source: 'the registry' }));
    return { lines, project: null, origin: 'registry', ...describeCached(answer) };
  };
  const find = (target: DetailsTarget, maxAgeMs: number): Promise<Found> => {
    const { copy, entry, registryId } = target;
    if (copy !== null && copy.source !== 'file') return findOnDisk(sources, copy.dir);
    const hasRelease = registryId !== null && entry !== null && entry.latestVersion !== null;
    return hasRelease ? findInRegistry(registryId, maxAgeMs) : findInRepository(target, reader, maxAgeMs);
  };
  return async (target, maxAgeMs) => {
    const { lines, project, ...about } = await find(target, maxAgeMs);
    // The registry does not tell optional groups; without its repository nobody knows any.
    const text = project ?? (about.origin === 'registry' ? await readProjectOf(target, reader, maxAgeMs) : null);
    return { ...about, ...(await describeLines(sources, target, { lines, project: text })) };
  };
}
