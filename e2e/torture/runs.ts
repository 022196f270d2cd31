import { createRandom } from '../random';
import { seedOf, type Random } from './plan';
import { readTool, writeReport, type Failure } from './report';
import { createScene, type Scene } from './scene';

/** What one run did, in a line, and what it found: one sentence each. */
export interface ReportedRun {
  what: string;
  violations: readonly string[];
}

/** A kind of runs. */
export interface Runs {
  /** What the title of a run begins with; the installer when it is left out. */
  name?: string;
  /** Done once, before the first run. */
  prepare?: (scene: Scene) => Promise<void>;
  /** One run, all of whose chance comes from `random`. */
  run: (scene: Scene, random: Random) => Promise<ReportedRun>;
}

interface Wanted {
  tool: 'uv' | 'pip';
  seed: number;
  /** The numbers of the runs. */
  numbers: number[];
}

function readWanted([tool, count, seed, only]: string[]): Wanted {
  const all = Array.from({ length: Number(count) }, (_, index) => index + 1);
  return { tool: readTool(tool), seed: Number(seed), numbers: only === undefined ? all : [Number(only)] };
}

async function report(scene: Scene, title: string, { what, violations }: ReportedRun): Promise<Failure[]> {
  process.stdout.write(`${violations.length === 0 ? 'ok  ' : 'FAIL'} ${title}: ${what}\n`);
  if (violations.length === 0) return [];
  const savedFolder = await scene.keep(title.replaceAll(/[^\w-]+/g, '-'));
  for (const violation of violations) process.stdout.write(`    ${violation}\n`);
  process.stdout.write(`    What it left is kept in ${savedFolder}\n`);
  return [{ title, violations: [...violations] }];
}

/** Makes runs one after the other, tells each in a line, and writes the report. `words` is the command line: REPORT_FILE TOOL RUNS SEED [ONLY]. */
export async function makeRuns([file = '', ...words]: string[], { name, prepare, run }: Runs): Promise<void> {
  const { tool, seed, numbers } = readWanted(words);
  const scene = await createScene(tool);
  const failures: Failure[] = [];
  try {
    await prepare?.(scene);
    for (const number of numbers) {
      const title = `${name ?? tool} seed ${seed} run ${number}`;
      failures.push(...(await report(scene, title, await run(scene, createRandom(seedOf(seed, number))))));
    }
  } finally {
    await scene.stop();
  }
  await writeReport(file, { passed: numbers.length - failures.length, failures });
}
