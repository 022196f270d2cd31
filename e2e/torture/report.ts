import { writeFile } from 'node:fs/promises';

/** A run or a cut that showed something wrong, by the title that repeats it. */
export interface Failure {
  title: string;
  violations: string[];
}

/** What all of a command came to. */
export interface Tally {
  passed: number;
  failures: Failure[];
}

/** The installer that was asked for. Throws for one that there is not. */
export function readTool(tool: string | undefined): 'uv' | 'pip' {
  if (tool === 'uv' || tool === 'pip') return tool;
  throw new Error(`"${tool ?? ''}" is neither uv nor pip.`);
}

/** Writes the report that `npm run torture` reads, and sets the exit code. */
export async function writeReport(file: string, tally: Tally): Promise<void> {
  await writeFile(file, JSON.stringify(tally));
  if (tally.failures.length > 0) process.exitCode = 1;
}
