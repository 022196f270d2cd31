import { join } from 'node:path';
import { readTextIfPresent, writePlain } from '../../base/files/files';
import { withTemporaryFolder } from '../../base/files/temporary-folder';
import { runProgram } from '../../base/process/run';
import { AppError } from '../../contract/errors';
import { ListLine, PackLine, TreeLine, type ReaderAnswer } from './facts';

/** What is read: versions of ComfyUI as archives of their Python files, packs where they lie. */
export interface ReaderRequest {
  /** First words of ComfyUI's modules: what packs import below them is told. */
  roots: readonly string[];
  trees: readonly { key: string; tar: string }[];
  /** A folder, or the one file that the pack is; with the stamp of the last look nothing is told of a pack that is as it was. */
  packs: readonly { key: string; folder?: string; file?: string; stamp?: string }[];
  /** Versions of packs, as archives of their Python files, of which the node classes are told. */
  lists?: readonly { key: string; tar: string }[];
}

/** One place that is read, and what of the answer it belongs to. */
interface Place {
  part: keyof ReaderAnswer;
  key: string;
}

interface Reader {
  interpreter: string;
  folder: string;
  roots: ReaderRequest['roots'];
  signal: AbortSignal;
  endMs: number;
}

/** Loaded when they are first needed: together they are longer than most rooms, and a start would keep them for nothing. */
const loadScripts = async (): Promise<Readonly<Record<string, string>>> =>
  (await import('./reader-scripts')).readerScripts;

/** A hundred large packs take a tenth of it. */
const timeoutMs = 5 * 60_000;

function addUnread(answer: ReaderAnswer, { part, key }: Place, reason: string): void {
  if (part === 'packs') answer.packs.push({ key, stamp: '', files: [], unread: [{ file: '', reason }] });
  const hole = { file: '__init__.py', line: 1 };
  if (part === 'lists') answer.lists.push({ key, classes: {}, hasList: true, hole });
}

function addLine(answer: ReaderAnswer, place: Place, line: string): void {
  const parsed: unknown = JSON.parse(line);
  if (place.part === 'trees') {
    answer.trees.push(TreeLine.parse(parsed));
    return;
  }
  if (place.part === 'packs') {
    const pack = PackLine.parse(parsed);
    if ('failed' in pack) addUnread(answer, place, pack.failed);
    else answer.packs.push(pack);
    return;
  }
  const list = ListLine.parse(parsed);
  if ('failed' in list) addUnread(answer, place, list.failed);
  else answer.lists.push(list);
}

/** Reads places in their order, as many as one process comes to. `failure`: why it came to no more of them. Throws `cancelled`, and `command-failed` where it did not begin. */
async function readSome(
  places: readonly Place[],
  { interpreter, folder, roots, signal, endMs }: Reader,
): Promise<{ lines: string[]; failure: AppError | null }> {
  const [question, answer] = [join(folder, 'request.json'), join(folder, `answer-${places.length}.jsonl`)];
  const of = (part: Place['part']) => places.filter((place) => place.part === part);
  await writePlain(question, JSON.stringify({ roots, trees: of('trees'), packs: of('packs'), lists: of('lists') }));
  const args = ['-I', '-S', '-B', join(folder, 'reader.py'), question, answer];
  const failure = await runProgram(interpreter, args, { cwd: folder, signal, timeoutMs: endMs - Date.now() })
    .then(() => null)
    .catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'command-failed') return error;
      throw error;
    });
  const text = await readTextIfPresent(answer);
  if (failure !== null && text === null) throw failure;
  // What was being written as the process ended has no end of line.
  return { lines: (text ?? '').split('\n').slice(0, -1), failure };
}

/**
 * Has a Python read Python files by their syntax, with nothing of the environment loaded (`-I -S`); nothing that is read is imported or run. A pack that ends the
 * process, or that takes longer or more memory than there is for one, is told as unread, and the others are read. Throws `command-failed`, `cancelled`.
 */
export async function runReader(
  interpreter: string,
  { roots, trees, packs, lists = [] }: ReaderRequest,
  { stagingDir, signal }: { stagingDir: string; signal: AbortSignal },
): Promise<ReaderAnswer> {
  const place = (part: Place['part']) => (one: { key: string }) => ({ ...one, part });
  let remaining: Place[] = [...trees.map(place('trees')), ...packs.map(place('packs')), ...lists.map(place('lists'))];
  return withTemporaryFolder(stagingDir, 'forecast', async (folder) => {
    for (const [name, text] of Object.entries(await loadScripts())) await writePlain(join(folder, name), text);
    const reader = { interpreter, folder, roots, signal, endMs: Date.now() + timeoutMs };
    const answer: ReaderAnswer = { trees: [], packs: [], lists: [] };
    while (remaining.length > 0) {
      const { lines, failure } = await readSome(remaining, reader);
      remaining.slice(0, lines.length).forEach((one, at) => addLine(answer, one, lines[at] ?? ''));
      const [blocking, ...rest] = remaining.slice(lines.length);
      remaining = rest;
      if (blocking === undefined) break;
      if (failure !== null && blocking.part === 'trees') throw failure;
      addUnread(answer, blocking, 'Reading it took too long, or more memory than there is for it.');
      if (Date.now() < reader.endMs) continue;
      for (const one of remaining) addUnread(answer, one, 'Reading the packs before it took all the time there is.');
      remaining = [];
    }
    return answer;
  });
}
