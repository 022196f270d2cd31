import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { say } from '../../../contract/text/said';
import type { AppSettings } from '../../../contract/settings';
import { readJsonIfPresent, writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment';
import { askTool, questionArguments } from '../tool';
import type { FoundChange } from './found-change';
import { readPipReport } from './pip-report';
import type { PlanGroup } from './plan-groups';
import { readUvChanges } from './uv-changes';

/** What one resolve said. `untold`: this version of the tool cannot be asked. */
export type Resolution =
  { kind: 'solved'; found: readonly FoundChange[] } | { kind: 'unsolvable'; output: string } | { kind: 'untold' };

/** Where and by whom is resolved. */
export interface ResolveContext {
  environment: PythonEnvironment;
  settings: AppSettings;
  paths: Pick<Paths, 'stagingDir'>;
  signal: AbortSignal;
  /** As if nothing was installed: for an environment that is not made yet. */
  isFresh?: boolean | undefined;
  log?: ((line: string) => void) | undefined;
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

/** What a tool that ended badly has answered all the same; null where that is none. */
function readAnswer(output: string): Resolution | null {
  if (isUnsolvable(output)) return { kind: 'unsolvable', output };
  return tooOld.test(output) ? { kind: 'untold' } : null;
}

/** How pip and uv end where they did not expect to, as when a task takes a file away that they are about to read. */
const brokenOff = /Traceback \(most recent call last\)|panicked at/;

async function ask(
  groups: readonly PlanGroup[],
  context: ResolveContext,
  { folder, isSecond }: { folder: string; isSecond: boolean },
): Promise<Resolution> {
  const { environment, settings, signal } = context;
  const files = await writeQuestion(groups, folder);
  const reportFile = environment.tool === 'pip' ? join(folder, 'report.json') : null;
  const said: string[] = [];
  const log = (line: string): void => {
    said.push(line);
    context.log?.(line);
  };
  const args = questionArguments(environment, files, { reportFile, isFresh: context.isFresh === true });
  try {
    const quiet = { log, report: () => undefined, phase: say`Planning packages`, signal, timeoutMs };
    await askTool({ environment, settings, cwd: folder }, args, quiet);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'command-failed') throw error;
    const output = said.join('\n');
    const answer = readAnswer(output);
    if (answer !== null) return answer;
    if (brokenOff.test(output) && !isSecond) return ask(groups, context, { folder, isSecond: true });
    throw error;
  }
  const found = reportFile === null ? readUvChanges(said) : readPipReport(await readJsonIfPresent(reportFile));
  if (found === null) return { kind: 'untold' };
  return { kind: 'solved', found: [...found].sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

/**
 * Asks the tool what an installation of all these groups would change in the environment, by its own dry run: the same resolver that would install,
 * with what is installed preferred (decision 55). Changes nothing. Throws `cancelled`, and `command-failed` when the tool could not answer.
 */
export async function resolveGroups(groups: readonly PlanGroup[], context: ResolveContext): Promise<Resolution> {
  if (groups.every(({ lines }) => lines.length === 0)) return { kind: 'solved', found: [] };
  return withTemporaryFolder(context.paths.stagingDir, 'plan', (folder) =>
    ask(groups, context, { folder, isSecond: false }),
  );
}
