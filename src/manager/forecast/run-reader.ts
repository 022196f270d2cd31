import { join } from 'node:path';
import { readJsonIfPresent, writePlain } from '../../base/files/files';
import { withTemporaryFolder } from '../../base/files/temporary-folder';
import { runProgram } from '../../base/process/run';
import { ReaderAnswer } from './facts';
import calls from './reader/calls.py?raw';
import definitions from './reader/definitions.py?raw';
import evaluate from './reader/evaluate.py?raw';
import expressions from './reader/expressions.py?raw';
import folders from './reader/folders.py?raw';
import followed from './reader/followed.py?raw';
import library from './reader/library.py?raw';
import mappings from './reader/mappings.py?raw';
import methods from './reader/methods.py?raw';
import modules from './reader/modules.py?raw';
import nodeClasses from './reader/nodeclasses.py?raw';
import objects from './reader/objects.py?raw';
import reader from './reader/reader.py?raw';
import references from './reader/references.py?raw';
import schemas from './reader/schemas.py?raw';
import sockets from './reader/sockets.py?raw';
import values from './reader/values.py?raw';

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

const scripts = {
  'calls.py': calls,
  'definitions.py': definitions,
  'evaluate.py': evaluate,
  'expressions.py': expressions,
  'folders.py': folders,
  'followed.py': followed,
  'library.py': library,
  'mappings.py': mappings,
  'methods.py': methods,
  'modules.py': modules,
  'nodeclasses.py': nodeClasses,
  'objects.py': objects,
  'reader.py': reader,
  'references.py': references,
  'schemas.py': schemas,
  'sockets.py': sockets,
  'values.py': values,
} as const;
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
    for (const [name, text] of Object.entries(scripts)) await writePlain(join(folder, name), text);
    const [question, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')];
    await writePlain(question, JSON.stringify(request));
    const args = ['-I', '-S', '-B', join(folder, 'reader.py'), question, answer];
    await runProgram(interpreter, args, { cwd: folder, signal, timeoutMs });
    return ReaderAnswer.parse(await readJsonIfPresent(answer));
  });
}
