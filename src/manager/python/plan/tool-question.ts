import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import { readJsonIfPresent, writePlain } from '../../../base/files/files';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import { askTool, questionArguments } from '../environment/tool';
import type { PlanGroup } from './plan-groups';
import { onOneLine, readAnswer, type Answer } from './tool-answer';
import { readUvChanges } from './uv-changes';
import { z } from 'zod';
import { normaliseName } from '../packages/packages';
import type { FoundChange } from './found-change';

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
export const timeoutMs = 10 * 60_000;

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

/** What uv says where its cache alone did not suffice. What it says nothing of is as true as what the index says. */
const lacksData = /network (?:was|is) disabled|not found in the cache|needs? to be downloaded/i;

/** How pip and uv end where they did not expect to, as when a task takes a file away that they are about to read. */
const brokenOff = /Traceback \(most recent call last\)|panicked at/;

/** How one question is asked. */
interface Asking {
  folder: string;
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
    const answer = readAnswer(output, context.mayBuild === true);
    if (answer !== null) return answer;
    if (!brokenOff.test(output) || isSecond) throw error;
    printed.length = 0;
    return run(args, { printed, ...asking, isSecond: true }, context);
  }
}

/** The installation report of pip, format version 1: what counts of it. */
const Report = z.object({
  install: z.array(
    z.object({
      is_direct: z.boolean().optional(),
      download_info: z.object({
        url: z.string(),
        subdirectory: z.string().optional(),
        vcs_info: z.object({ vcs: z.string(), commit_id: z.string() }).optional(),
      }),
      metadata: z.object({ name: z.string(), version: z.string(), requires_dist: z.array(z.string()).optional() }),
    }),
  ),
});

type Item = z.infer<typeof Report>['install'][number];

function addressOf({ is_direct: isDirect, download_info: { url, vcs_info: vcs, subdirectory } }: Item): string | null {
  if (isDirect !== true) return null;
  const part = subdirectory === undefined ? '' : `#subdirectory=${subdirectory}`;
  return vcs === undefined ? `${url}${part}` : `${vcs.vcs}+${url}@${vcs.commit_id}${part}`;
}

/** What `pip install --dry-run --report` wrote; null when it is of another form. Pure. */
function readPipReport(json: unknown): readonly FoundChange[] | null {
  const parsed = Report.safeParse(json);
  if (!parsed.success) return null;
  return parsed.data.install.map((item) => ({
    name: normaliseName(item.metadata.name),
    version: item.metadata.version,
    address: addressOf(item),
    requires: item.metadata.requires_dist ?? [],
    url: item.download_info.url,
  }));
}

/** Asks the tool once. Throws `cancelled`, and `command-failed` when it could not answer. */
export async function ask(groups: readonly PlanGroup[], context: ResolveContext, asking: Asking): Promise<Answer> {
  const { folder, isOffline = false } = asking;
  const { environment, isFresh = false } = context;
  const files = await writeQuestion(groups, folder);
  const reportFile = environment.tool === 'pip' ? join(folder, 'report.json') : null;
  const printed: string[] = [];
  const args = questionArguments(environment, files, { reportFile, isFresh, isOffline });
  const answer = await run(args, { printed, ...asking }, context);
  if (answer !== null) return answer;
  const found = reportFile === null ? readUvChanges(printed) : readPipReport(await readJsonIfPresent(reportFile));
  if (found === null) return { kind: 'untold', why: 'unread' };
  return { kind: 'solved', found: [...found].sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

/**
 * The answer that uv has for a question without the index, which it was asked a moment ago; null where it has none. A version that is not in its cache is no
 * version then: that there is a solution stays true, which versions it has does not.
 */
export async function askOffline(
  groups: readonly PlanGroup[],
  context: ResolveContext,
  folder: string,
): Promise<Answer | null> {
  const { environment, isFresh = false } = context;
  // uv takes nothing of its cache as given where it looks past what is installed.
  if (environment.uv === null || isFresh) return null;
  try {
    return await ask(groups, context, { folder, isOffline: true });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'command-failed') throw error;
    return null;
  }
}
