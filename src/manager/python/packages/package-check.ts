import { normaliseName } from './packages';
import { msg } from '../../../contract/text/message';
import { askTool, type ToolCall } from '../environment/tool';

/** A requirement of an installed package that is not met. */
export interface PackageProblem {
  package: string;
  /** The requirement, as far as the tool tells it: pip names a package that is missing without its range. */
  needs: string;
  /** The version that is there instead; null when nothing is. */
  found: string | null;
  /** The line of the tool. */
  text: string;
}

/** How pip (23 to 26) and uv (0.13) print them, tried with real ones; a problem of another form is told in the tool's own words. */
const forms: readonly RegExp[] = [
  /^(?<name>\S+) \S+ requires (?<needs>.+), which is not installed\.$/,
  /^(?<name>\S+) \S+ has requirement (?<needs>.+), but you have \S+ (?<found>\S+)\.$/,
  /^(?<name>\S+) \S+ (?<needs>is not supported on this platform)$/,
  /^The package `(?<name>[^`]+)` requires `(?<needs>[^`]+)`, but it's not installed\.?$/,
  /^The package `(?<name>[^`]+)` requires `?(?<needs>[^`]+?)`?, but `(?<found>[^`]+)` is installed\.?$/,
  /^The package `(?<name>[^`]+)` (?<needs>.+)$/,
];

/** Reads a line of `pip check` or `uv pip check`; null for one that names no problem. */
export function readProblem(line: string): PackageProblem | null {
  const text = line.trim();
  for (const form of forms) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    return {
      package: normaliseName(groups['name'] ?? ''),
      needs: groups['needs'] ?? '',
      found: groups['found'] ?? null,
      text,
    };
  }
  return null;
}

/** It reads the metadata of every package; a slow network drive takes a while. */
const timeoutMs = 120_000;

/** Lets pip or uv check what is installed. Both end with 1 when they found something. Throws `command-failed`, `cancelled`. */
export async function checkPackages(call: ToolCall, signal: AbortSignal): Promise<PackageProblem[]> {
  const problems: PackageProblem[] = [];
  const log = (line: string): void => {
    const problem = readProblem(line);
    if (problem !== null) problems.push(problem);
  };
  const quiet = { log, report: () => undefined, phase: msg`Checking packages` };
  await askTool(call, ['check'], { ...quiet, signal, timeoutMs, expectedCodes: [1] });
  return problems;
}
