// node --import tsx e2e/torture/power-cuts.ts REPORT_FILE TOOL CUTS SEED: the power cuts with one installer, one after the other.
import { createRandom } from '../random';
import { choosePlan, describeTasks, seedOf } from './plan';
import { createCutScene, type CutResult } from './power-cut';
import { readTool, writeReport, type Tally } from './report';
import { createScene, type Scene } from './scene';

/** Moments of a run at which the disk is kept, beside the one after its end, and the time in ms within which they fall. */
const momentsPerRun = 5;
const withinMs = 3000;
/** Violations of one cut that are printed: one pack can have hundreds. */
const maxReported = 12;

/** One line for each cut of a run, and what is wrong below it. */
function reportCuts(title: string, results: readonly CutResult[], tally: Tally): void {
  for (const { what, violations } of results) {
    process.stdout.write(`${violations.length === 0 ? 'ok  ' : 'FAIL'} ${title}: power cut ${what}\n`);
    for (const violation of violations.slice(0, maxReported)) process.stdout.write(`    ${violation}\n`);
    if (violations.length === 0) tally.passed += 1;
    else tally.failures.push({ title: `${title}: power cut ${what}`, violations });
  }
}

/** Runs until there were as many cuts as wanted. */
async function makeRuns(
  scene: Scene,
  { cuts, title, seed }: { cuts: number; title: string; seed: number },
): Promise<Tally> {
  const place = await createCutScene(scene);
  const tally: Tally = { passed: 0, failures: [] };
  for (let run = 1; tally.passed + tally.failures.length < cuts; run += 1) {
    const random = createRandom(seedOf(seed, run));
    const plan = choosePlan(random, scene);
    const moments = Array.from({ length: momentsPerRun }, () => Math.floor(random() * withinMs)).sort((a, b) => a - b);
    process.stdout.write(`     ${title} run ${run}: ${describeTasks(plan)}\n`);
    reportCuts(`${title} run ${run}`, await place.run(plan, moments), tally);
  }
  await place.stop();
  return tally;
}

async function main([file = '', tool = '', cuts = '', seed = '']: string[]): Promise<void> {
  const scene = await createScene(readTool(tool));
  try {
    const tally = await makeRuns(scene, { cuts: Number(cuts), title: `${tool} seed ${seed}`, seed: Number(seed) });
    await writeReport(file, tally);
  } finally {
    await scene.stop();
  }
}

await main(process.argv.slice(2));
