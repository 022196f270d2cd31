import { startsNoProgram } from '../environment/tool';
import { normaliseName } from '../packages/packages';
import type { FoundChange } from './found-change';
import type { PlanGroup } from './plan-groups';
import type { UnbuiltLine } from '../../../contract/python/package-plan';

/** Why a tool did not say what it would do: it cannot be asked, or nobody here can read its answer. */
export type UntoldReason = 'too-old' | 'unread';

/** What one resolve said. */
export type Resolution =
  /** `groups`: what took part. `unbuilt`: what did not, since it would have to be built first. */
  | { kind: 'solved'; found: readonly FoundChange[]; groups: readonly PlanGroup[]; unbuilt: readonly UnbuiltLine[] }
  | { kind: 'unsolvable'; output: string }
  | { kind: 'untold'; why: UntoldReason };

/** What would have to be built to go on. */
export interface Unbuilt {
  kind: 'unbuilt';
  /** The package without a wheel. */
  name: string;
  /** The package that a line names and that leads to it, as far as the tool says. */
  through: string | null;
  /** The version of that one which wheels alone would bring. */
  older: UnbuiltLine['older'];
  /** What has to be asked with it to come to the same again. */
  bounds: readonly PlanGroup[];
}

/** What the tool itself says. */
export type Answer =
  { kind: 'solved'; found: readonly FoundChange[] } | Unbuilt | Exclude<Resolution, { kind: 'solved' }>;

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
export const onOneLine = (output: string): string => output.replace(/[\s│]+/gu, ' ');

/** The last package that pip went for, and the line's own that led there: `Collecting wget (from leads-to-it->-r requirements.txt (line 1))`. */
function readLastOfPip(output: string): Pick<Unbuilt, 'name' | 'through'> | null {
  const [, last, chain] =
    [...output.matchAll(/^\s*Collecting ([A-Za-z0-9][\w.-]*)(?:.*? \(from (.+?)->-r )?/gmu)].at(-1) ?? [];
  if (last === undefined) return null;
  const first = /([A-Za-z0-9][\w.-]*)[^>]*$/u.exec(chain ?? '')?.[1];
  return { name: normaliseName(last), through: first === undefined ? null : normaliseName(first) };
}

/** The package that the tool would have had to build; null where it has another trouble. */
function readUnbuilt(output: string): Pick<Unbuilt, 'name' | 'through'> | null {
  if (output.includes(startsNoProgram)) return readLastOfPip(output);
  const text = onOneLine(output);
  const [, name] = hintOfUv.exec(text) ?? reasonOfUv.exec(text) ?? [];
  return name === undefined ? null : { name: normaliseName(name), through: null };
}

/** What a tool that ended badly has answered all the same; null where that is none. Pure. */
export function readAnswer(output: string, mayBuild: boolean): Answer | null {
  // Who may build and does not, as the person's own settings of uv say, has no answer that leaves anything out.
  const unbuilt = mayBuild ? null : readUnbuilt(output);
  if (unbuilt !== null) return { kind: 'unbuilt', ...unbuilt, older: null, bounds: [] };
  if (isUnsolvable(output)) return { kind: 'unsolvable', output };
  return tooOld.test(output) ? { kind: 'untold', why: 'too-old' } : null;
}
