import { findPartProblem } from '../../contract/file-names';
import { type Message, msg } from '../../contract/text/message';

const maxNameLength = 4096;

const nameRules: readonly [RegExp, Message][] = [
  [/^$/, msg`is empty`],
  [/\p{Cc}/u, msg`has control characters`],
  [/\\/, msg`has a backslash`],
  [/^\//, msg`is absolute`],
  [/^[a-z]:/i, msg`has a drive letter`],
];

/** Why a name inside an archive must not be written; null when it is harmless. Folder entries end in `/`. */
export function findNameProblem(name: string, platform: NodeJS.Platform = process.platform): Message | null {
  if (name.length > maxNameLength) return msg`is too long`;
  const rule = nameRules.find(([pattern]) => pattern.test(name));
  if (rule !== undefined) return rule[1];
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  for (const segment of segments) {
    const problem = findPartProblem(segment, platform === 'win32');
    if (problem !== null) return problem;
  }
  return null;
}

/** The form in which two names collide on a file system that ignores letter case and Unicode form. */
function foldName(name: string): string {
  return name.replace(/\/$/, '').normalize('NFC').toLowerCase();
}

function parentsOf(folded: string): string[] {
  const segments = folded.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** Two entries that would be written to one place, or a file that is also used as a folder; null when there are none. */
export function findNameCollision(names: readonly string[]): Message | null {
  const files = new Map<string, string>();
  for (const name of names) {
    if (name.endsWith('/')) continue;
    const folded = foldName(name);
    const other = files.get(folded);
    if (other !== undefined) return other === name ? msg`"${name}" twice` : msg`"${other}" and "${name}"`;
    files.set(folded, name);
  }
  for (const name of names) {
    const folded = foldName(name);
    const places = name.endsWith('/') ? [folded, ...parentsOf(folded)] : parentsOf(folded);
    const file = places.map((place) => files.get(place)).find((found) => found !== undefined);
    if (file !== undefined) return msg`the file "${file}" and "${name}" below it`;
  }
  return null;
}
