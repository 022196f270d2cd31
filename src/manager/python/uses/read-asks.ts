import { join } from 'node:path';
import { readTextIfPresent } from '../../../base/files/files';
import { isUnreadable } from '../../../base/files/read-whole';
import { readProjectTable } from '../../../base/text/project-table';
import { AppError } from '../../../contract/errors';
import { evaluateMarker, type MarkerValues } from '../requirements/markers';
import { readOptionalGroups, textsOfGroups } from '../requirements/optional-groups';
import { parseRequirement, type Requirement } from '../requirements/requirement';
import { cutComment, readRequirementTexts, splitLines } from '../requirements/requirement-text';

/** A folder whose files ask for packages: ComfyUI, or a pack, a disabled one as well. */
export interface AskingFolder {
  name: string;
  dir: string;
  kind: 'comfyui' | 'pack' | 'disabled-pack';
  files: readonly string[];
  /** The optional groups that are chosen for it. */
  groups: readonly string[];
}

/** What it asks for; null where its files cannot be read. */
export interface FolderAsks extends AskingFolder {
  lines: readonly Requirement[] | null;
}

/** What a pyproject.toml names: its dependencies, and the lines of the groups that are chosen. Nobody asked for those of other groups. */
async function readProjectLines({ dir, groups }: Pick<AskingFolder, 'dir' | 'groups'>): Promise<string[]> {
  const text = await readTextIfPresent(join(dir, 'pyproject.toml'));
  // Where it cannot be read nobody installs by it; requirements.txt has the lines that count.
  const dependencies = readProjectTable(text)?.dependencies ?? [];
  // Hardly a pack has chosen groups, and its file need not be read twice for none.
  const chosen = groups.length === 0 ? [] : textsOfGroups(readOptionalGroups(text), groups);
  return [...dependencies, ...chosen.map((line) => line.text)];
}

/** Reads lines whatever a rule says of them: one that is refused or left out is a reason for its package all the same. */
function parseAsks(
  texts: readonly string[],
  { markers, overrides }: { markers: MarkerValues; overrides: ReadonlyMap<string, string> },
): Requirement[] {
  const both = texts.flatMap((text) => [
    text,
    ...splitLines(overrides.get(text.trim()) ?? '').map((line) => line.text),
  ]);
  return both.flatMap((text) => {
    const line = cutComment(text).replace(/^(?:-e|--editable)[\s=]+/u, '');
    if (line === '' || line.startsWith('-')) return [];
    const requirement = parseRequirement(line.replace(/\s+--?[a-z][\w-]*[\s=].*$/u, ''));
    const isOther = requirement.marker !== null && evaluateMarker(requirement.marker, markers) === false;
    return isOther ? [] : [requirement];
  });
}

/** Reads what a folder asks for, by all that it has for it. */
export async function readAsks(
  folder: AskingFolder,
  reading: { markers: MarkerValues; overrides: ReadonlyMap<string, string> },
): Promise<FolderAsks> {
  try {
    const listed = await Promise.all(folder.files.map((file) => readRequirementTexts(folder.dir, file)));
    const own = listed.flat().flatMap(({ text, isConstraint }) => (isConstraint ? [] : [text]));
    return { ...folder, lines: parseAsks([...own, ...(await readProjectLines(folder))], reading) };
  } catch (error) {
    if (!(error instanceof AppError) && !isUnreadable(error)) throw error;
    return { ...folder, lines: null };
  }
}
