import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { UnbuiltLine } from '../../../contract/python/package-plan';
import type { AppSettings } from '../../../contract/settings';
import { readJsonIfPresent, writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import { normaliseName } from '../packages/packages';
import { askTool, questionArguments, startsNoProgram } from '../environment/tool';
import type { FoundChange } from './found-change';
import { readPipReport } from './pip-report';
import type { PlanGroup } from './plan-groups';
import { partNamed } from './unbuilt';
import { readUvChanges } from './uv-changes';

/** Why a tool did not say what it would do: it cannot be asked, or nobody here can read its answer. */
export type UntoldReason = 'too-old' | 'unread';

/** What one resolve said. */
export type Resolution =
  /** `groups`: what took part. `unbuilt`: what did not, since it would have to be built first. */
  | { kind: 'solved'; found: readonly FoundChange[]; groups: readonly PlanGroup[]; unbuilt: readonly UnbuiltLine[] }
  | { kind: 'unsolvable'; output: string }
  | { kind: 'untold'; why: UntoldReason };

/** What the tool itself says; `unbuilt`: it would have to build this package to go on. */
type Answer =
  | { kind: 'solved'; found: readonly FoundChange[] }
  | { kind: 'unbuilt'; name: string }
  | Exclude<Resolution, { kind: 'solved' }>;

/** Where and by whom is resolved. */
export interface ResolveContext {
  environment: PythonEnvironment;
  settings: AppSettings;
  paths: Pick<Paths, 'stagingDir'>;
  signal: AbortSignal;
  /** Whether source packages may be built for the answer; left out, nothing of anybody runs. */
  mayBuild?: boolean | undefined;
  /** As if nothing was installed: for an environment that is not made yet. */
  isFresh?: boolean | undefined;
  log?: ((line: string) => void) | undefined;
  /** Called when the tool is at work. */
  whileAsked?: (() => void) | undefined;
}

/** A first answer may build packages from source to know what they need. */
const timeoutMs = 10 * 60_000;

const unique = (lines: readonly string[]): string[] => [...new Set(lines)];

/** The files of one question. */
export async function writeQuestion(groups: readonly PlanGroup[], folder: string) {
  const options = unique(groups.flatMap((group) => group.options));
  const lines = unique(groups.flatMap((group) => group.lines));
  const constraints = unique(groups.flatMap((group) => group.constraints));
  const requirementsFile = join(folder, 'requirements.txt');
  await writePlain(requirementsFile, `${[...options, ...lines].join('\n')}\n`);
  const constraintsFile = constraints.length > 0 ? join(folder, 'constraints.txt') : null;
  if (constraintsFile !== null) await writePlain(constraintsFile, `${constraints.join('\n')}\n`);
  return {
    requirementsFile,
    constraintsFile,
    allowsPrereleases: groups.some(({ allowsPrereleases }) => allowsPrereleases),
    hasExtraIndex: options.some((option) => option.startsWith('--extra-index-url')),
  };
}

/** An index that pip cannot reach has no version of anything, as it sees it. */
const unreached =
  /Failed to establish a new connection|Connection refused|connection broken|Read timed out|ProxyError/i;

/** Whether the tool found that the lines exclude each other, and not that it could not ask. */
function isUnsolvable(output: string): boolean {
  if (/No solution found|ResolutionImpossible/.test(output)) return true;
  return output.includes('No matching distribution found for') && !unreached.test(output);
}

/** `--dry-run` and `--report` came with pip 22.2, `--dry-run` of uv with its 0.1.18. */
const tooOld = /no such option|unexpected argument '--(?:dry-run|report)'/;

/** The hint with which uv names the package without a wheel that it stopped at; versions before 0.5 give none. */
const hintOfUv = /Wheels are required for `([^`]+)`/u;

/** The same by uv's reason: a name, the markers of its line in braces, and its versions. */
const reasonOfUv =
  /(?<!\S)([A-Za-z0-9][\w.-]*)(?:\{[^}]*\})?(?:[<>=!~]=?\S+)? (?:(?:has|have) no usable wheels|is unusable because no wheels are usable)/u;

/** uv breaks its sentences into lines, and older versions draw a line beside them. */
const onOneLine = (output: string): string => output.replace(/[\s│]+/gu, ' ');

/** The package that the tool would have had to build; null where it has another trouble. */
function readUnbuilt(output: string): string | null {
  if (output.includes(startsNoProgram)) {
    const last = [...output.matchAll(/^\s*Collecting ([A-Za-z0-9][\w.-]*)/gmu)].at(-1)?.[1];
    return last === undefined ? null : normaliseName(last);
  }
  const text = onOneLine(output);
  const [, name] = hintOfUv.exec(text) ?? reasonOfUv.exec(text) ?? [];
  return name === undefined ? null : normaliseName(name);
}

/** What a tool that ended badly has answered all the same; null where that is none. */
function readAnswer(output: string, { mayBuild }: Pick<ResolveContext, 'mayBuild'>): Answer | null {
  // Who may build and does not, as the person's own settings of uv say, has no answer that leaves anything out.
  const name = mayBuild === true ? null : readUnbuilt(output);
  if (name !== null) return { kind: 'unbuilt', name };
  if (isUnsolvable(output)) return { kind: 'unsolvable', output };
  return tooOld.test(output) ? { kind: 'untold', why: 'too-old' } : null;
}

/** What uv says where its cache alone did not suffice. What it says nothing of is as true as what the index says. */
const lacksData = /network (?:was|is) disabled|not found in the cache|needs? to be downloaded/i;

/** How pip and uv end where they did not expect to, as when a task takes a file away that they are about to read. */
const brokenOff = /Traceback \(most recent call last\)|panicked at/;

/** How one question is asked. */
interface Asking {
  folder: string;
  takesWheelsOnly: boolean;
  isOffline?: boolean;
}

/** Has the tool do it, saying nothing but to this log. */
async function askQuietly(
  args: Parameters<typeof askTool>[1],
  { folder, log }: { folder: string; log: (line: string) => void },
  { environment, settings, signal, mayBuild, whileAsked }: ResolveContext,
): Promise<void> {
  const quiet = { log, report: () => undefined, phase: msg`Planning packages`, signal, timeoutMs };
  const asked = askTool({ environment, settings, cwd: folder, mayBuild }, args, quiet);
  whileAsked?.();
  await asked;
}

/** Runs the question; answers null where it went through, and else what the tool that ended badly has answered all the same. Throws `cancelled`, `command-failed`. */
async function run(
  args: Parameters<typeof askTool>[1],
  { printed, isSecond = false, ...asking }: Asking & { printed: string[]; isSecond?: boolean },
  context: ResolveContext,
): Promise<Answer | null> {
  const log = (line: string): void => {
    printed.push(line);
    context.log?.(line);
  };
  try {
    await askQuietly(args, { folder: asking.folder, log }, context);
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'command-failed') throw error;
    const output = printed.join('\n');
    if (asking.isOffline === true && lacksData.test(onOneLine(output))) throw error;
    const answer = readAnswer(output, context);
    if (answer !== null) return answer;
    if (!brokenOff.test(output) || isSecond) throw error;
    printed.length = 0;
    return run(args, { printed, ...asking, isSecond: true }, context);
  }
}

async function ask(groups: readonly PlanGroup[], context: ResolveContext, asking: Asking): Promise<Answer> {
  const { folder, takesWheelsOnly, isOffline = false } = asking;
  const { environment, isFresh = false } = context;
  const files = await writeQuestion(groups, folder);
  const reportFile = environment.tool === 'pip' ? join(folder, 'report.json') : null;
  const printed: string[] = [];
  const args = questionArguments(environment, files, { reportFile, isFresh, takesWheelsOnly, isOffline });
  const answer = await run(args, { printed, ...asking }, context);
  if (answer !== null) return answer;
  const found = reportFile === null ? readUvChanges(printed) : readPipReport(await readJsonIfPresent(reportFile));
  if (found === null) return { kind: 'untold', why: 'unread' };
  return { kind: 'solved', found: [...found].sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

/** Asks for wheels alone, unless the question may build. pip does not tell a package without a wheel from one that nobody has, so it is asked once more. */
async function askFor(groups: readonly PlanGroup[], context: ResolveContext, folder: string): Promise<Answer> {
  const takesWheelsOnly = context.mayBuild !== true;
  const answer = await ask(groups, context, { folder, takesWheelsOnly });
  const isDoubtful = takesWheelsOnly && context.environment.tool === 'pip' && answer.kind === 'unsolvable';
  return isDoubtful ? ask(groups, context, { folder, takesWheelsOnly: false }) : answer;
}

/**
 * The answer that uv has for a question without the index, which it was asked a moment ago; null where it has none. A version that is not in its cache is no
 * version then: that there is a solution stays true, which versions it has does not.
 */
async function askOffline(
  groups: readonly PlanGroup[],
  context: ResolveContext,
  folder: string,
): Promise<Answer | null> {
  const { environment, isFresh = false, mayBuild } = context;
  // uv takes nothing of its cache as given where it looks past what is installed.
  if (environment.uv === null || isFresh) return null;
  try {
    return await ask(groups, context, { folder, takesWheelsOnly: mayBuild !== true, isOffline: true });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'command-failed') throw error;
    return null;
  }
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
    return cached?.kind === 'unbuilt' ? cached : askFor(remaining, context, folder);
  });
}

/** The same in one question; null where something would have to be built. Throws what `resolveGroups` throws. */
export async function resolveWhole(groups: readonly PlanGroup[], context: ResolveContext): Promise<Resolution | null> {
  if (!groups.some(({ lines }) => lines.length > 0)) return { kind: 'solved', found: [], groups, unbuilt: [] };
  return withTemporaryFolder(context.paths.stagingDir, 'plan', async (folder) => {
    const answer = await askFor(groups, context, folder);
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
    return (await askOffline(remaining, context, folder)) ?? askFor(remaining, context, folder);
  });
}

/** Asks until there is an answer, without what would have to be built. */
async function resolveBy(
  groups: readonly PlanGroup[],
  { paths }: ResolveContext,
  askRound: (remaining: readonly PlanGroup[], at: { folder: string; round: number }) => Promise<Answer>,
): Promise<Resolution> {
  return withTemporaryFolder(paths.stagingDir, 'plan', async (folder) => {
    const unbuilt: UnbuiltLine[] = [];
    let remaining = groups;
    for (let round = 0; remaining.some(({ lines }) => lines.length > 0); round += 1) {
      const answer = await askRound(remaining, { folder, round });
      if (answer.kind === 'solved') return { ...answer, groups: remaining, unbuilt };
      if (answer.kind !== 'unbuilt') return answer;
      const parted = partNamed(remaining, answer.name);
      unbuilt.push(...(parted?.unbuilt ?? [{ by: null, line: answer.name, why: 'source' as const }]));
      remaining = parted?.groups ?? [];
    }
    return { kind: 'solved', found: [], groups: remaining, unbuilt };
  });
}
