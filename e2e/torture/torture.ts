// node --import tsx e2e/torture/torture.ts REPORT_FILE TOOL RUNS SEED [ONLY]: the runs of one installer, one after the other.
import { choosePlan, describePlan } from './plan';
import { tortureOnce } from './run';
import { makeRuns } from './runs';

await makeRuns(process.argv.slice(2), {
  run: async (scene, random) => {
    const plan = choosePlan(random, scene);
    const { violations, restartMs } = await tortureOnce(scene, plan);
    return { what: `${describePlan(plan)} (${Math.round(restartMs)} ms)`, violations };
  },
});
