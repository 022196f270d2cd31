import { join } from 'node:path';
import pLimit from 'p-limit';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { ensureFolder } from '../../../base/files/files';
import { askVersions } from '../environment/tool';
import { normaliseName } from '../packages/packages';
import { publicVersion } from '../requirements/version-rules';
import { isSameVersion } from './changes';
import type { FoundChange } from './found-change';
import { nameOfLine, plainGroup, type PlanGroup } from './plan-groups';
import type { Unbuilt } from './tool-answer';
import { ask, askOffline, timeoutMs, writeQuestion, type ResolveContext } from './tool-question';

/** Questions at the same time; each is answered from the cache. */
const questionsAtOnce = 3;

/** What comes from an index, in one version. */
type Coming = FoundChange & { version: string };

const isOfIndex = (one: FoundChange): one is Coming => one.version !== null && one.address === null;

/**
 * The newest versions that the lines let come, each package for itself, with wheels or without; null where the tool cannot say. What packages need is not
 * looked at, so only pages of the index are read, which the answer has just put into the cache.
 */
async function readNewest(
  { groups, coming }: { groups: readonly PlanGroup[]; coming: readonly Coming[] },
  { environment, settings, signal }: ResolveContext,
  folder: string,
): Promise<ReadonlyMap<string, string> | null> {
  const names = new Set(coming.map(({ name }) => name));
  const isAbout = (line: string): boolean => names.has(normaliseName(nameOfLine(line)));
  const asked = groups.map((group) => ({ ...group, lines: group.lines.filter(isAbout) }));
  const bare = plainGroup({ name: 'what comes', kind: 'own' }, { lines: [...names] });
  const files = await writeQuestion([...asked, bare], folder);
  const printed: string[] = [];
  const log = (line: string): number => printed.push(line);
  const quiet = { log, report: () => undefined, phase: msg`Planning packages`, signal, timeoutMs };
  try {
    await askVersions({ environment, settings, cwd: folder }, files, quiet);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'command-failed') throw error;
    return null;
  }
  const pins = printed.flatMap((line) => {
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)==(\S+)/u.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [[normaliseName(name), version] as const];
  });
  return new Map(pins);
}

/**
 * Whether one of what comes could be newer, were it not for a package without a wheel. uv has looked at the newer version before it went back, so its cache
 * knows; where that does not, a line or a need of somebody kept uv from looking. The index was asked about those before: 160 of the 200 s that a first plan
 * of 32 well-known packs took, for no other answer. Past what is installed uv asks nothing of its cache.
 */
async function isHeldBack(
  groups: readonly PlanGroup[],
  { one, newest }: { one: Coming; newest: string | null },
  { context, folder }: { context: ResolveContext; folder: string },
): Promise<Unbuilt | null> {
  const { name, version } = one;
  // A local version (`1.0+cpu`) has no place in such a line.
  const newer = plainGroup({ name: 'newer', kind: 'own' }, { constraints: [`${name}>${publicVersion(version)}`] });
  const own = join(folder, name);
  await ensureFolder(own);
  const bounded = [...groups, newer];
  const answer = await (context.isFresh === true
    ? ask(bounded, context, { folder: own })
    : askOffline(bounded, context, own));
  if (answer?.kind !== 'unbuilt') return null;
  const older = newest === null ? null : { name, version, newest };
  return { ...answer, through: name, older, bounds: [newer] };
}

/**
 * Where uv may not build it goes back to an older version without a word, for years where one need of the newest has no wheel. So what it found is compared
 * with the newest versions, and of what is older it is asked what stands in the way: a line of somebody, or a package without a wheel. Answers the first
 * of the latter kind; null where the answer is the one that an installation comes to. Builds nothing. Throws `cancelled`, `command-failed`.
 */
export async function findHeldBack(
  { groups, found }: { groups: readonly PlanGroup[]; found: readonly FoundChange[] },
  context: ResolveContext,
  folder: string,
): Promise<Unbuilt | null> {
  const coming = found.filter(isOfIndex);
  if (coming.length === 0) return null;
  const newest = await readNewest({ groups, coming }, context, folder);
  const older = coming.flatMap((one) => {
    const version = newest?.get(one.name) ?? null;
    return version !== null && isSameVersion(version, one.version) ? [] : [{ one, newest: version }];
  });
  const answers = await pLimit(questionsAtOnce).map(older, (about) => isHeldBack(groups, about, { context, folder }));
  return answers.find((answer) => answer !== null) ?? null;
}
