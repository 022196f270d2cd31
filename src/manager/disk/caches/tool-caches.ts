import { isAbsolute } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { runProgram } from '../../../base/process/run';
import { pipArguments, quietUv, variablesOf, type ToolCall } from '../../python/environment/tool';

/** The tools that have a cache and commands for it. */
export type CachingTool = 'uv' | 'pip';

const askTimeoutMs = 30_000;

function commandOf({ environment }: ToolCall, tool: CachingTool, verb: string): [string, string[]] | null {
  const { uv, interpreter } = environment;
  if (tool === 'pip') return [interpreter, pipArguments(environment, ['cache', verb])];
  return uv === null ? null : [uv, ['cache', verb, ...quietUv]];
}

/** Where a tool keeps its cache, by its own word; null where the environment has no such tool, or the tool keeps none. */
export async function askCacheFolder(call: ToolCall, tool: CachingTool, signal: AbortSignal): Promise<string | null> {
  const command = commandOf(call, tool, 'dir');
  if (command === null) return null;
  const run = { cwd: call.cwd, env: variablesOf(call), timeoutMs: askTimeoutMs, signal };
  const answer = await runProgram(...command, run).catch(() => null);
  const folder = answer?.stdout.trim().split(/\r?\n/).at(-1) ?? '';
  return isAbsolute(folder) ? folder : null;
}

/** Lets a tool empty its own cache, or only what it would not use any more. Throws `command-failed`, `cancelled`. */
export async function emptyCache(
  call: ToolCall,
  { tool, verb }: { tool: CachingTool; verb: 'clean' | 'prune' | 'purge' },
  { signal, log }: Pick<JobContext, 'signal' | 'log'>,
): Promise<void> {
  const command = commandOf(call, tool, verb);
  if (command === null) return;
  const onLine = (line: string): void => log(redactSecrets(line));
  await runProgram(...command, { cwd: call.cwd, env: variablesOf(call), signal, onLine });
}
