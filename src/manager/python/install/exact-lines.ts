import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePlain } from '../../../base/files/files';
import type { ExactChange } from '../plan/changes';
import { placeOfAddress } from '../requirements/address';
import type { PlannedRequirement, RequirementPlan } from '../requirements/requirement-plan';
import { resolveLocalPath } from '../requirements/requirement-text';
import type { Requirement } from '../requirements/requirement';

/** A path of the pack as an address: the only form both tools read whatever characters the path has. Throws `path-outside-root`. */
export async function toLine(packDir: string, requirement: PlannedRequirement): Promise<string> {
  const { localPath, text } = requirement;
  if (localPath === null) return text;
  const [, path = '', rest = ''] = /^([^[;]*)(.*)$/.exec(localPath.path) ?? [];
  const target = await resolveLocalPath(packDir, localPath.line, path.trim());
  return `${localPath.name}${pathToFileURL(target).href}${rest}`;
}

const hashOf = (text: string): string => /\s+--hash[=\s].*$/u.exec(text)?.[0] ?? '';

/** The line that asks for one change by its address, or by name, version and the hash that its asker wrote. */
function exactLineOf({ name, to, address }: ExactChange, own: Pick<Requirement, 'text'> | undefined): string {
  if (address !== null) return `${name} @ ${address}`;
  return `${name}==${to ?? ''}${own === undefined ? '' : hashOf(own.text)}`;
}

/** The line that asks for a change: by its name, else by the address that it comes from, as the tool tells that without its login. */
function findRequested<T extends Requirement>({ name, address }: ExactChange, wanted: readonly T[]): T | undefined {
  const named = wanted.find((line) => line.name === name);
  if (named !== undefined || address === null) return named;
  const place = placeOfAddress(address);
  return wanted.find((line) => line.name === null && placeOfAddress(line.text) === place);
}

/** Somebody who asked, and the folder that their paths begin at. */
export interface LineAsker {
  dir: string;
  wanted: RequirementPlan['wanted'];
}

/** The line that asks for exactly one change: what an asker wrote where that is an address or a path, else name and version. */
export async function exactLineFor(change: ExactChange, askers: readonly LineAsker[]): Promise<string> {
  const own = askers.flatMap(({ dir, wanted }) => {
    const line = findRequested(change, wanted);
    return line === undefined ? [] : [{ dir, line }];
  });
  const exact = own.find(({ line }) => line.localPath !== null || line.specifier === null);
  return exact === undefined ? exactLineOf(change, own[0]?.line) : toLine(exact.dir, exact.line);
}

/** Writes lines, with options at their head, into files in a folder that one call of the tool takes each, and answers these. */
export async function writeExactFiles(
  lines: readonly string[],
  options: readonly string[],
  folder: string,
): Promise<string[]> {
  // Where one line has a hash, pip wants one for every line of the file.
  const parts = [lines.filter((line) => hashOf(line) !== ''), lines.filter((line) => hashOf(line) === '')];
  const files: string[] = [];
  for (const part of parts.filter(({ length }) => length > 0)) {
    const file = join(folder, `requirements-${files.length}.txt`);
    await writePlain(file, `${[...options, ...part].join('\n')}\n`);
    files.push(file);
  }
  return files;
}
