import { join } from 'node:path';
import { readJsonIfPresent, writePlain } from '../../base/files/files';
import { withTemporaryFolder } from '../../base/files/temporary-folder';
import { runProgram } from '../../base/process/run';
import { ReaderAnswer } from './facts';

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

/** Loaded when they are first needed: together they are longer than most rooms, and a start would keep them for nothing. */
const loadScripts = async (): Promise<Readonly<Record<string, string>>> =>
  (await import('./reader-scripts')).readerScripts;

/** A hundred large packs take a tenth of it. */
const timeoutMs = 5 * 60_000;

/**
 * Has a Python read Python files by their syntax, with nothing of the environment loaded (`-I -S`); nothing that is read is imported or run. Throws
 * `command-failed`, `cancelled`.
 */
export async function runReader(
  interpreter: string,
  request: ReaderRequest,
  { stagingDir, signal }: { stagingDir: string; signal: AbortSignal },
): Promise<ReaderAnswer> {
  return withTemporaryFolder(stagingDir, 'forecast', async (folder) => {
    for (const [name, text] of Object.entries(await loadScripts())) await writePlain(join(folder, name), text);
    const [question, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')];
    await writePlain(question, JSON.stringify(request));
    const args = ['-I', '-S', '-B', join(folder, 'reader.py'), question, answer];
    await runProgram(interpreter, args, { cwd: folder, signal, timeoutMs });
    return ReaderAnswer.parse(await readJsonIfPresent(answer));
  });
}
