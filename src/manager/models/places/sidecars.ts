import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isWeightsFile } from '../../../contract/text/model-file';
import { namesOfOwner, ownersOf } from '../../../contract/text/sidecars';
import { msg, type Message } from '../../../contract/text/message';
import type { Move } from '../../records/change-record';

const belongsTo = (file: string, model: string): boolean =>
  ownersOf(file).some((owner) => namesOfOwner(model).includes(owner));

/** The names of the files that tools have written beside a model for it alone. What could be that of two models belongs to none; links and folders neither. */
export async function findSidecars(path: string): Promise<string[]> {
  const model = basename(path);
  if (!isWeightsFile(model)) return [];
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch(() => []);
  const others = entries.map(({ name }) => name).filter((name) => name !== model && isWeightsFile(name));
  return entries
    .filter((entry) => entry.isFile() && belongsTo(entry.name, model))
    .map(({ name }) => name)
    .filter((name) => !others.some((other) => belongsTo(name, other)));
}

/** The moves of a model and of the files that were written for it, which get the name that it gets. */
export async function movesWithSidecars({ from, to }: Move): Promise<Move[]> {
  const [old, fresh] = [namesOfOwner(basename(from)), namesOfOwner(basename(to))];
  const moves = (await findSidecars(from)).map((name) => {
    const at = ownersOf(name).includes(old[0]) ? 0 : 1;
    return { from: join(dirname(from), name), to: join(dirname(to), `${fresh[at]}${name.slice(old[at].length)}`) };
  });
  return [{ from, to }, ...moves];
}

/** A sentence of what happened to a model, and of how many files went along. */
export function tellSidecars(what: Message, count: number): Message {
  return count === 0 ? what : msg`${what} Files beside it that belong to it went along: ${count}.`;
}
