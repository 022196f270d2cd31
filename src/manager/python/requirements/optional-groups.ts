import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, readTextIfPresent } from '../../../base/files/files';
import { readProjectTable } from '../../../base/text/project-table';
import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import type { Paths } from '../../installation/paths';
import { normaliseName } from '../packages/packages';
import { parseRequirement } from './requirement';
import { splitLines, type RequirementText } from './requirement-text';

/** The optional groups of a project: name, as PEP 685 compares names, to the lines that it asks for. */
type OptionalGroups = ReadonlyMap<string, readonly string[]>;

/** What a person has chosen. */
export interface ChosenGroups {
  /** The names of the groups that are chosen for the pack in a folder, wherever that lies. */
  ofDir(dir: string): readonly string[];
  /** The same by what the folder is called when it is enabled. */
  ofFolder(name: string): readonly string[];
}

const none: OptionalGroups = new Map();
const projectFile = 'pyproject.toml';

/** A group's own lines. An option is no requirement there, and a text that holds several lines holds several. */
function linesOf(listed: unknown): string[] {
  const texts = Array.isArray(listed) ? listed.filter((one): one is string => typeof one === 'string') : [];
  return texts.flatMap((text) => splitLines(text).map((line) => line.text)).filter((text) => !text.startsWith('-'));
}

/** `all = ["pack[face,video]"]`: the groups of the project itself that a line stands for; null where it stands for a package. */
function ownGroupsOf(line: string, project: string): string[] | null {
  if (project === '') return null;
  const { name, extras } = parseRequirement(line);
  return name === project && extras.length > 0 ? extras.map(normaliseName) : null;
}

/** A group with the lines of the groups that it names. */
function expand(name: string, own: OptionalGroups, about: { project: string; seen: Set<string> }): string[] {
  if (about.seen.has(name)) return [];
  about.seen.add(name);
  return (own.get(name) ?? []).flatMap((line) => {
    const others = ownGroupsOf(line, about.project);
    return others === null ? [line] : others.flatMap((other) => expand(other, own, about));
  });
}

/** Reads `[project.optional-dependencies]` of a `pyproject.toml`; none where there is no such text, or nobody can read it. Pure. */
export function readOptionalGroups(text: string | null): OptionalGroups {
  const project = readProjectTable(text);
  if (project === null) return none;
  const own = new Map(Object.entries(project.groups).map(([name, listed]) => [normaliseName(name), linesOf(listed)]));
  const named = normaliseName(project.name ?? '');
  const expandOne = (name: string) => [...new Set(expand(name, own, { project: named, seen: new Set() }))];
  return new Map([...own.keys()].map((name) => [name, expandOne(name)]));
}

/** The optional groups of the pack in a folder. */
export async function readGroupsIn(dir: string): Promise<OptionalGroups> {
  return readOptionalGroups(await readTextIfPresent(join(dir, projectFile)));
}

const sourcePattern = /^pyproject\.toml \[([^\]]+)\]$/u;

/** The group that a line came from, by where it stands; null for one that everybody gets. */
export function groupOfSource(source: string): string | null {
  return sourcePattern.exec(source)?.[1] ?? null;
}

/** The lines of chosen groups, as those of a requirements file. Groups that are not there ask for nothing. Pure. */
export function textsOfGroups(groups: OptionalGroups, chosen: readonly string[]): RequirementText[] {
  return chosen.flatMap((name) =>
    (groups.get(name) ?? []).map((text) => ({
      ...{ text, source: `${projectFile} [${name}]` },
      ...{ isConstraint: false, folder: '.' },
    })),
  );
}

/** The name under which the choice for a folder is kept: what it is called when it is enabled, folded. */
export function groupsKeyOf(folder: string): string {
  return folder
    .replace(/\.disabled$/iu, '')
    .replace(/@.*$/u, '')
    .normalize('NFC')
    .toLowerCase();
}

/** Under the id of a pack its choice is kept as well where its folder is called otherwise: ComfyUI-Manager gives a pack that it disables the name of its id. No folder has a name like this. */
const idSign = 'id/';
export const groupsKeyOfId = (id: string): string => `${idSign}${groupsKeyOf(id)}`;

/** What is kept for a folder, or for the pack that has the folder's name as its id; undefined where nothing is. */
export function choiceFor(chosen: ReadonlyMap<string, string>, folder: string): string | undefined {
  return chosen.get(groupsKeyOf(folder)) ?? chosen.get(groupsKeyOfId(folder));
}

/** The id of the pack in a folder, by its `pyproject.toml`; null where that names none. */
export async function readProjectId(dir: string): Promise<string | null> {
  return readProjectTable(await readTextIfPresent(join(dir, projectFile)).catch(() => null))?.name ?? null;
}

/** Names of groups in one text, as they are kept. */
export const joinGroups = (names: readonly string[]): string => [...new Set(names.map(normaliseName))].sort().join(',');

/** The names in such a text. */
export const splitGroups = (text: string): string[] => text.split(',').filter((name) => name !== '');

/** A document of names to texts; one that nobody can read holds nothing. */
async function readNames(file: string): Promise<ReadonlyMap<string, string>> {
  const stored = await readJsonIfPresent(file).catch(() => null);
  const parsed = z.record(z.string(), z.string()).safeParse(stored);
  return new Map(parsed.success ? Object.entries(parsed.data) : []);
}

/** What was chosen, from the file that keeps it. A disabled pack has the name of its version, so the record of what it was called is read as well. */
export async function readChosenGroups({
  groupsFile,
  originsFile,
}: Pick<Paths, 'groupsFile' | 'originsFile'>): Promise<ChosenGroups> {
  const [chosen, origins] = await Promise.all([readNames(groupsFile), readNames(originsFile)]);
  const ofFolder = (name: string) => splitGroups(choiceFor(chosen, name) ?? '');
  return {
    ofFolder,
    ofDir(dir) {
      const name = basename(dir);
      const isDisabled = basename(dirname(dir)) === '.disabled';
      return ofFolder(isDisabled ? (origins.get(name) ?? name) : name);
    },
  };
}

/** The error for a group that a pack does not have. */
export function unknownGroup(packName: string, group: string, known: readonly string[]): AppError {
  return new AppError('invalid-input', msg`"${packMessage(packName)}" has no optional group "${group}".`, {
    remedy: known.length === 0 ? msg`It has none. Leave the groups out.` : msg`It has these: ${known.join(', ')}.`,
    details: { group, groups: [...known] },
  });
}
