import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinishedTask } from '../../api';

/** What the app wrote down about the run. */
export interface RecordFindings {
  problems: string[];
  /** The finished tasks of the run in the order in which they ended. */
  finished: FinishedTask[];
}

type HistoryLine = FinishedTask & { timestamp: string };

/** Undefined for what is no JSON, as a kill can leave it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line that a kill tore is told by the app and stays; it may hold no task that is told nowhere else. */
async function readHistory(file: string): Promise<HistoryLine[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line) => (parse(line) ?? []) as HistoryLine | []);
}

async function checkDocuments(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return names.filter((_, at) => parse(texts[at] ?? '') === undefined).map((name) => `${name} is no document any more`);
}

function checkAccepted(accepted: readonly string[], finished: readonly FinishedTask[]): string[] {
  // Whoever was accepted must be told, and nobody more than once.
  const ids = new Set([...accepted, ...finished.map((task) => task.ui_id)]);
  return [...ids].flatMap((id) => {
    const count = finished.filter((task) => task.ui_id === id).length;
    if (count === 1) return [];
    return [count === 0 ? `${id} was accepted and is in no history` : `${id} is ${count} times in the history`];
  });
}

/** Reads history, batch records, snapshots and settings as they lie on disk. */
export async function inspectRecords(userDir: string, accepted: readonly string[]): Promise<RecordFindings> {
  const manager = join(userDir, '__manager');
  const finished = await readHistory(join(manager, 'desktop', 'history.jsonl'));
  const folders = [join(manager, 'snapshots'), join(manager, 'batch_history'), join(manager, 'desktop')];
  const broken = (await Promise.all(folders.map(checkDocuments))).flat();
  const staged = await readdir(join(manager, 'desktop', 'staging')).catch(() => []);
  const problems = [
    ...checkAccepted(accepted, finished),
    ...broken,
    ...staged.map((name) => `${name} was left behind in staging`),
  ];
  return { problems, finished };
}
