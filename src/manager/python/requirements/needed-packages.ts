import { join } from 'node:path';
import { readTextIfReadable } from '../../../base/files/read-whole';
import { evaluateMarker, type MarkerValues } from './markers';
import { readRequires, type Distribution } from '../packages/packages';
import { parseRequirement } from './requirement';
import { cutComment, splitLines } from './requirement-text';

/** The names in a requirements file; lines that are no requirement do not count. */
async function readNames(file: string): Promise<string[]> {
  const lines = splitLines((await readTextIfReadable(file)) ?? '').map(({ text }) => cutComment(text));
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('-'));
  return wanted.flatMap((line) => parseRequirement(line).name ?? []);
}

/** The files in which ComfyUI names what it needs; a version may have one of them, or none. */
export const comfyRequirementFiles: readonly string[] = ['requirements.txt', 'manager_requirements.txt'];

/** What ComfyUI itself asks for, by name. */
export async function readComfyRequirements(comfyDir: string | null): Promise<string[]> {
  if (comfyDir === null) return [];
  const files = comfyRequirementFiles.map((name) => readNames(join(comfyDir, name)));
  return (await Promise.all(files)).flat();
}

/** Some installed packages and everything they need in their turn, extras counted as needed. Starts no Python. */
export async function closeOverRequirements(
  roots: readonly string[],
  installed: ReadonlyMap<string, Distribution>,
  markers: MarkerValues,
): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const distribution = installed.get(name);
    if (needed.has(name) || distribution === undefined) continue;
    needed.add(name);
    for (const line of (await readRequires(distribution)) ?? []) {
      const required = parseRequirement(line);
      const isOther = required.marker !== null && evaluateMarker(required.marker, markers) === false;
      if (required.name !== null && !isOther) waiting.push(required.name);
    }
  }
  return needed;
}
