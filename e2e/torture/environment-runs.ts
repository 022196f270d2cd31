// node --import tsx e2e/torture/environment-runs.ts REPORT_FILE uv RUNS SEED [ONLY]: the runs with environments, one after the other.
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeConfig } from '../api';
import { startTortured } from './app';
import {
  compareEnvironments,
  findEnvironments,
  findUndone,
  inspectEnvironment,
  replayEnvironments,
} from './checks/environments';
import { inspectPackages } from './checks/packages';
import { inspectRecords } from './checks/records';
import { chooseEnvironmentPlan, describeEnvironmentPlan, keptName, type EnvironmentPlan } from './environment-plan';
import { killVictim } from './kill';
import { bury, checkOrphans, sendTasks, settle, startAgain } from './run';
import { makeRuns } from './runs';
import type { Scene } from './scene';

const desktopOf = ({ world }: Scene): string => join(world.comfyui.userDir, '__manager', 'desktop');
/** What a killed app has left is removed beside the first work of the next start. */
const clearedWithinMs = 10_000;

/** Makes the environment with which every run begins. */
async function prepare(scene: Scene): Promise<void> {
  const userDataDir = await scene.reset();
  // Environments are a matter of the person; here scripts stand for one.
  await writeConfig(scene.world, ['security_level = weak']);
  const app = startTortured(scene.world, userDataDir);
  try {
    const api = await app.ready;
    await sendTasks(api, {
      tasks: [{ kind: 'create-environment', params: { name: keptName, torch: 'cpu' }, ui_id: 'prepare' }],
    });
    await settle(api);
    if (!(await app.end())) throw new Error('The app did not end when it was asked to.');
  } finally {
    await bury(app);
  }
  const desktopDir = desktopOf(scene);
  const broken = await inspectEnvironment(join(desktopDir, 'environments', keptName), keptName);
  if (broken.length > 0) throw new Error(broken.join(' '));
  await rm(join(desktopDir, 'history.jsonl'), { force: true });
  await rm(scene.template, { recursive: true });
  await rename(scene.world.comfyui.path, scene.template);
}

const start = { names: [keptName], used: null };

async function inspect(scene: Scene, { tasks, kill }: EnvironmentPlan, accepted: readonly string[]): Promise<string[]> {
  const desktopDir = desktopOf(scene);
  const { problems, finished } = await inspectRecords(scene.world.comfyui.userDir, accepted);
  let found = await findEnvironments(desktopDir);
  for (const endMs = Date.now() + clearedWithinMs; found.leftovers.length > 0 && Date.now() < endMs;) {
    await sleep(100);
    found = await findEnvironments(desktopDir);
  }
  const claimed = replayEnvironments(start, finished);
  // A task whose git or uv was killed has failed, and says so.
  const acceptedTasks = kill.victim === 'worker' ? [] : tasks.filter(({ ui_id: id }) => accepted.includes(id));
  const broken: string[] = [];
  for (const name of found.names)
    broken.push(...(await inspectEnvironment(join(desktopDir, 'environments', name), name)));
  return [
    ...problems,
    ...findUndone(start, acceptedTasks, finished),
    ...compareEnvironments(claimed, found),
    ...broken,
  ];
}

/** One run from a fresh state: tasks, the kill, the next start, and a look at everything. */
async function tortureOnce(scene: Scene, plan: EnvironmentPlan): Promise<string[]> {
  const { tasks, kill } = plan;
  const userDataDir = await scene.reset();
  const own = await inspectPackages(scene.sitePackages);
  let app = startTortured(scene.world, userDataDir);
  try {
    const sent = sendTasks(await app.ready, { tasks });
    await sleep(kill.afterMs);
    await killVictim(app, kill.victim);
    const accepted = await sent;
    if (kill.victim !== 'worker') {
      await app.ended;
      app = await startAgain(scene, kill, userDataDir);
    }
    await settle(await app.ready, accepted);
    const orphans = await checkOrphans(scene.world.comfyui.path, app);
    const violations = [...orphans, ...(await inspect(scene, plan, accepted))];
    const now = await inspectPackages(scene.sitePackages);
    if (JSON.stringify(now) !== JSON.stringify(own)) violations.push('the environment of the installation was changed');
    if (!(await app.end())) violations.push('the app did not end when it was asked to');
    return violations;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await bury(app);
  }
}

await makeRuns(process.argv.slice(2), {
  name: 'environments',
  prepare,
  run: async (scene, random) => {
    const plan = chooseEnvironmentPlan(random);
    return { what: describeEnvironmentPlan(plan), violations: await tortureOnce(scene, plan) };
  },
});
