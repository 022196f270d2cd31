import type { EnvironmentMarker } from 'pip-requirements-js';

/** What a line of the usual form says, as the grammar would tell it. */
export interface PlainRequirement {
  /** As it is written. */
  name: string;
  extras: string[];
  specifier: string;
  marker: EnvironmentMarker | null;
}

const bound = '(?:~=|==|!=|<=|>=|<|>)\\s*[A-Za-z0-9_.*+!-]+';
const bounds = `${bound}(?:\\s*,\\s*${bound})*`;
const line = new RegExp(
  `^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[([A-Za-z0-9._,\\s-]*)\\])?\\s*(?:(${bounds})|\\(\\s*(${bounds})\\s*\\))?\\s*(?:;(.*))?$`,
);
const extraName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
/** One comparison of a variable with a text. */
const leaf = /^\s*([a-z_]+)\s*(===|~=|==|!=|<=|>=|<|>)\s*("[^"'\\]*"|'[^"'\\]*')\s*$/;
const variables: ReadonlySet<string> = new Set([
  ...['python_version', 'python_full_version', 'os_name', 'sys_platform', 'platform_release', 'platform_system'],
  ...['platform_version', 'platform_machine', 'platform_python_implementation', 'implementation_name'],
  ...['implementation_version', 'extra'],
]);

/** A comparison as the grammar tells it, by its three parts as they are written. */
function leafOf(text: string): EnvironmentMarker | undefined {
  const [, left = '', operator, right] = leaf.exec(text) ?? [];
  const found: unknown = { left, operator, right };
  // The grammar types these words by enumerations, whose values are the very texts.
  return variables.has(left) ? (found as EnvironmentMarker) : undefined;
}

/** Comparisons that all have to hold; undefined for every other marker. */
function readMarker(text: string): EnvironmentMarker | undefined {
  let marker: EnvironmentMarker | undefined;
  for (const part of text.split(/\sand\s/).reverse()) {
    const found = leafOf(part);
    if (found === undefined) return undefined;
    marker = marker === undefined ? found : { operator: 'and', left: found, right: marker };
  }
  return marker;
}

/** The extras between brackets; undefined where they are odd. */
function readExtras(text: string | undefined): string[] | undefined {
  if (text === undefined) return [];
  const names = text.split(',').map((one) => one.trim());
  return names.every((one) => extraName.test(one)) ? names : undefined;
}

/**
 * Reads a line as nearly all are written: a name, extras, bounds, and comparisons that all have to hold. Null for every other one, which the grammar of
 * PEP 508 reads: that takes a hundred times as long, and an environment has thousands of lines. Pure.
 */
export function readPlainRequirement(text: string): PlainRequirement | null {
  const [, name = '', inSquare, plain, inRound = '', condition] = line.exec(text) ?? [];
  if (name === '' || /\.(?:whl|zip|gz)$/i.test(name)) return null;
  const marker = condition === undefined ? null : readMarker(condition);
  const extras = readExtras(inSquare);
  if (marker === undefined || extras === undefined) return null;
  return { name, extras, specifier: (plain ?? inRound).replace(/\s+/g, ''), marker };
}
