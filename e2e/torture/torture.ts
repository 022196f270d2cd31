// node --import tsx e2e/torture/torture.ts REPORT_FILE TOOL RUNS SEED [ONLY]: the runs of one installer, one after the other.
import { createRandom } from '../random-changes';
import { choosePlan, describePlan, seedOf } from './plan';
import { readTool, writeReport, type Failure } from './report';
import { tortureOnce } from './run';
import { createScene, type Scene } from './scene';

async function tellRun(scene: Scene, title: string, violations: readonly string[]): Promise<void> {
  if (violations.length === 0) return;
  const kept = await scene.keep(title.replaceAll(/[^\w-]+/g, '-'));
  for (const violation of violations) process.stdout.write(`    ${violation}\n`);
  process.stdout.write(`    What it left is kept in ${kept}\n`);
}

interface Wanted {
  tool: 'uv' | 'pip';
  seed: number;
  /** The numbers of the runs. */
  runs: number[];
}

function readWanted([tool, count, seed, only]: string[]): Wanted {
  const all = Array.from({ length: Number(count) }, (_, index) => index + 1);
  return { tool: readTool(tool), seed: Number(seed), runs: only === undefined ? all : [Number(only)] };
}

/** One run, told in a line; null when it passed. */
async function makeRun(scene: Scene, { tool, seed }: Wanted, run: number): Promise<Failure | null> {
  const plan = choosePlan(createRandom(seedOf(seed, run)), scene);
  const title = `${tool} seed ${seed} run ${run}`;
  const { violations, restartMs } = await tortureOnce(scene, plan);
  const mark = violations.length === 0 ? 'ok  ' : 'FAIL';
  process.stdout.write(`${mark} ${title}: ${describePlan(plan)} (${Math.round(restartMs)} ms)\n`);
  await tellRun(scene, title, violations);
  return violations.length === 0 ? null : { title, violations };
}

async function main([file = '', ...words]: string[]): Promise<void> {
  const wanted = readWanted(words);
  const scene = await createScene(wanted.tool);
  const failures: Failure[] = [];
  try {
    for (const run of wanted.runs) {
      const failure = await makeRun(scene, wanted, run);
      if (failure !== null) failures.push(failure);
    }
  } finally {
    await scene.stop();
  }
  await writeReport(file, { passed: wanted.runs.length - failures.length, failures });
}

await main(process.argv.slice(2));
