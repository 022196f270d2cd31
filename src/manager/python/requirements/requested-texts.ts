import { readGroupsIn, textsOfGroups } from './optional-groups';
import { readRequirementTexts, type RequirementText } from './requirement-text';

/** Whose lines are read, and which of them. */
interface RequestedTexts {
  /** The optional groups of its `pyproject.toml` that count. */
  groups: readonly string[];
  /** Relative to the folder; files that are not there ask for nothing. */
  files?: readonly string[] | undefined;
}

/**
 * What a pack in a folder asks for, whoever wants to know it: the lines of its requirements.txt, with those of the files that these name, and of the
 * optional groups that count. `[project].dependencies` of its pyproject.toml ask for nothing: no installation of a pack reads them
 * (docs/reference/on-disk.md 5). Throws `path-outside-root`, `requirements-failed`.
 */
export async function readRequestedTexts(
  dir: string,
  { groups, files = ['requirements.txt'] }: RequestedTexts,
): Promise<RequirementText[]> {
  const listed = await Promise.all(files.map((file) => readRequirementTexts(dir, file)));
  const chosen = groups.length === 0 ? [] : textsOfGroups(await readGroupsIn(dir), groups);
  return [...listed.flat(), ...chosen];
}
