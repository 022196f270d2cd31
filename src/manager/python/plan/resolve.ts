import { isDeepStrictEqual } from 'node:util';
import type { UnbuiltLine } from '../../../contract/python/package-plan';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { findHeldBack } from './held-back';
import type { PlanGroup } from './plan-groups';
import { findSmallestConflict } from './smallest-conflict';
import type { Answer, Resolution, Unbuilt } from './tool-answer';
import { ask, askOffline, type ResolveContext } from './tool-question';
import { partLines, partNamed } from './unbuilt';

/** What of an answer for wheels alone only a package without a wheel keeps from being newer; null for any other answer. */
async function findOlder(
  groups: readonly PlanGroup[],
  answer: Answer | null,
  { context, folder }: { context: ResolveContext; folder: string },
): Promise<Answer | null> {
  if (answer?.kind !== 'solved' || context.mayBuild === true || context.environment.uv === null) return null;
  return findHeldBack({ groups, found: answer.found }, context, folder);
}

/**
 * Asks for wheels alone, unless the question may build. pip, which is kept from starting programs, stops at what it would build; uv goes back to an older
 * version without a word, so its answer is compared with the newest versions. `known`: an answer of which that was done.
 */
async function askFor(
  groups: readonly PlanGroup[],
  at: { context: ResolveContext; folder: string },
  known: Answer | null = null,
): Promise<Answer> {
  const answer = await ask(groups, at.context, at);
  return isDeepStrictEqual(answer, known) ? answer : ((await findOlder(groups, answer, at)) ?? answer);
}

/**
 * Asks the tool what an installation of all these groups would change in the environment, by its own dry run: the same resolver that would install,
 * with what is installed preferred (decision 55). What would have to be built takes no part, and with it all else where it is a need of another package.
 * Changes nothing. Throws `cancelled`, and `command-failed` when the tool could not answer.
 */
export async function resolveGroups(groups: readonly PlanGroup[], context: ResolveContext): Promise<Resolution> {
  return resolveBy(groups, context, async (remaining, { folder, round }) => {
    // Each package without a wheel is a round; only the last one, which has an answer, needs the index.
    const cached = round === 0 ? null : await askOffline(remaining, context, folder);
    if (cached?.kind === 'unbuilt') return cached;
    const at = { context, folder };
    return (await findOlder(remaining, cached, at)) ?? askFor(remaining, at, cached);
  });
}

/** The same in one question; null where something would have to be built. Throws what `resolveGroups` throws. */
export async function resolveWhole(groups: readonly PlanGroup[], context: ResolveContext): Promise<Resolution | null> {
  if (!groups.some(({ lines }) => lines.length > 0)) return { kind: 'solved', found: [], groups, unbuilt: [] };
  return withTemporaryFolder(context.paths.stagingDir, 'plan', async (folder) => {
    const answer = await askFor(groups, { context, folder });
    if (answer.kind === 'solved') return { ...answer, groups, unbuilt: [] };
    return answer.kind === 'unbuilt' ? null : answer;
  });
}

/**
 * Whether these groups have a solution, where the same work has asked about more of them before: from uv's cache, as far as that knows it.
 * Changes nothing. Throws what `resolveGroups` throws.
 */
export async function findSolvable(
  groups: readonly PlanGroup[],
  context: ResolveContext,
): Promise<{ kind: 'solved' } | Exclude<Resolution, { kind: 'solved' }>> {
  return resolveBy(groups, context, async (remaining, { folder }) => {
    return (await askOffline(remaining, context, folder)) ?? askFor(remaining, { context, folder });
  });
}

/** The lines of those who come that lead to a package without a wheel, found by questions about fewer of them; null where nobody can tell. */
async function findLeading(
  groups: readonly PlanGroup[],
  unbuilt: Unbuilt,
  at: { folder: string; context: ResolveContext },
) {
  const lines = groups.flatMap((group) => (group.kind === 'candidate' ? group.lines : []));
  const keepOnly = (kept: readonly string[]) =>
    groups.map((group) =>
      group.kind === 'candidate' ? { ...group, lines: group.lines.filter((one) => kept.includes(one)) } : group,
    );
  const isFree = async (kept: readonly string[]): Promise<boolean> => {
    const answer = await askOffline([...keepOnly(kept), ...unbuilt.bounds], at.context, at.folder);
    return answer?.kind !== 'unbuilt' || answer.name !== unbuilt.name;
  };
  if (await isFree(lines)) return null;
  return findSmallestConflict(lines, isFree);
}

/** Takes out the lines that lead to what would have to be built; where nobody can tell which, all. */
async function partUnbuilt(
  groups: readonly PlanGroup[],
  unbuilt: Unbuilt,
  at: { folder: string; context: ResolveContext },
) {
  const { name, through, older } = unbuilt;
  const facts = { older, needs: name };
  const named = partNamed(groups, through ?? name, facts);
  if (named !== null) return named;
  const leading = await findLeading(groups, unbuilt, at);
  if (leading !== null) return partLines(groups, { why: 'source', ...facts }, (line) => !leading.includes(line));
  return { groups: [], unbuilt: [{ by: null, line: name, why: 'source' as const, needs: null, older }] };
}

/** Asks until there is an answer, without what would have to be built. */
async function resolveBy(
  groups: readonly PlanGroup[],
  context: ResolveContext,
  askRound: (remaining: readonly PlanGroup[], at: { folder: string; round: number }) => Promise<Answer>,
): Promise<Resolution> {
  return withTemporaryFolder(context.paths.stagingDir, 'plan', async (folder) => {
    const unbuilt: UnbuiltLine[] = [];
    let remaining = groups;
    for (let round = 0; remaining.some(({ lines }) => lines.length > 0); round += 1) {
      const answer = await askRound(remaining, { folder, round });
      if (answer.kind === 'solved') return { ...answer, groups: remaining, unbuilt };
      if (answer.kind !== 'unbuilt') return answer;
      const parted = await partUnbuilt(remaining, answer, { folder, context });
      unbuilt.push(...parted.unbuilt);
      remaining = parted.groups;
    }
    return { kind: 'solved', found: [], groups: remaining, unbuilt };
  });
}
