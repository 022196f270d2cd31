import { parse } from 'smol-toml';

/** Real files have a few thousand characters, and whoever reads one is not to wait for the megabytes of a stranger. */
const mostCharacters = 100_000;

/** What the `[project]` table of a `pyproject.toml` says. A field that is not there, or has another form than it should, is null or empty. */
export interface ProjectTable {
  name: string | null;
  version: string | null;
  /** `urls.repository`. */
  repository: string | null;
  /** An SPDX name, or the text of the license. */
  license: string | null;
  dependencies: readonly string[];
  /** `optional-dependencies`: the lists as they stand there. */
  groups: Readonly<Record<string, unknown>>;
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Packs write keys in every letter case. */
function valueAt(value: unknown, ...keys: string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined || !isTable(value)) return key === undefined ? value : undefined;
  return valueAt(Object.entries(value).find(([name]) => name.toLowerCase() === key)?.[1], ...rest);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Reads the text of a `pyproject.toml`; null where there is none, it is larger than such files are, or it is no TOML with such a table. Pure. */
export function readProjectTable(text: string | null): ProjectTable | null {
  if (text === null || text.length > mostCharacters) return null;
  let table: unknown;
  try {
    table = valueAt(parse(text.replace(/^\uFEFF/u, '')), 'project');
  } catch {
    return null;
  }
  if (!isTable(table)) return null;
  const at = (...keys: string[]) => valueAt(table, ...keys);
  const [dependencies, groups] = [at('dependencies'), at('optional-dependencies')];
  return {
    name: textOf(at('name')),
    version: textOf(at('version')),
    repository: textOf(at('urls', 'repository')),
    license: textOf(at('license')) ?? textOf(at('license', 'text')),
    dependencies: Array.isArray(dependencies) && dependencies.every(isText) ? dependencies : [],
    groups: isTable(groups) ? groups : {},
  };
}
