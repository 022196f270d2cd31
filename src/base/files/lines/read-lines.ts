import type { z } from 'zod';
import { beginSlice } from '../../async/time-slice';
import { readOwnText } from '../own-file';

function parseLine<T>(line: string, form: z.ZodType<T>): T | null {
  try {
    return form.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** What the lines of a file of ours say, a JSON text each. A damaged line, and one of another form, counts as none; so does a file that cannot be read. */
export async function readLines<T>(file: string, form: z.ZodType<T>): Promise<T[]> {
  const text = (await readOwnText(file).catch(() => null)) ?? '';
  const slice = beginSlice();
  const found: T[] = [];
  for (const line of text.split('\n')) {
    const entry = parseLine(line, form);
    if (entry !== null) found.push(entry);
    if (slice.isOver()) await slice.giveWay();
  }
  return found;
}
