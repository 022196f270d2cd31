import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTortured, type TorturedApp } from './app';
import { compareClaims } from './checks/claims';
import { inspectPackages } from './checks/packages';
import { inspectInstallation } from './inspect';
import { killVictim, waitForMoment, type Aims } from './kill';
import type { Kill, Plan } from './plan';
import { killHard, listBelow, listOrphans } from './processes';
import type { Scene } from './scene';

/** What a run found. */
export interface RunResult {
  /** One sentence each; none: the run passed. */
  violations: string[];
  /** From the start command to the idle queue of the start after the kill, in ms. */
  restartMs: number;
}

const json = { 'content-type': 'application/json' };
const idleWithinMs = 120_000;

/** Adds the tasks and starts them; gives the ids that were accepted before the app was killed. */
export async function sendTasks(api: string, { tasks }: Pick<Plan, 'tasks'>): Promise<string[]> {
  const accepted: string[] = [];
  try {
    for (const task of tasks) {
      const body = JSON.stringify({ client_id: 'torture', ...task });
      const answer = await fetch(`${api}/v2/manager/queue/task`, { method: 'POST', headers: json, body });
      if (answer.status === 200) accepted.push(task.ui_id);
    }
    await fetch(`${api}/v2/manager/queue/start`, { method: 'POST' });
  } catch {
    // It was killed in the middle of it: what got no answer was not accepted.
  }
  return accepted;
}

async function isIdle(api: string): Promise<boolean> {
  const answer = await fetch(`${api}/v2/manager/queue/status`);
  const status = (await answer.json()) as { pending_count: number; in_progress_count: number; is_processing: boolean };
  return status.pending_count === 0 && status.in_progress_count === 0 && !status.is_processing;
}

/** Waits for the end of all tasks. Throws when the queue does not end. */
export async function waitForIdle(api: string): Promise<void> {
  for (const endMs = Date.now() + idleWithinMs; Date.now() < endMs;) {
    if (await isIdle(api)) return;
    await sleep(50);
  }
  throw new Error(`The queue was not idle within ${idleWithinMs / 1000} s.`);
}

/** Starts what waits and waits for the end of all. A task that two kills have met waits for the person, who lets it run. Throws when the queue does not end. */
export async function settle(api: string, ids: readonly string[] = []): Promise<void> {
  for (const id of ids) {
    const query = new URLSearchParams({ ui_id: id, paused: 'false' }).toString();
    await fetch(`${api}/v2/manager/queue/pause_task?${query}`, { method: 'POST' });
  }
  await fetch(`${api}/v2/manager/queue/start`, { method: 'POST' });
  await waitForIdle(api);
}

/** Kills what is left of an app and waits until it is gone, so that the next start is the only one. */
export async function bury(app: TorturedApp): Promise<void> {
  for (const pid of await listBelow(app.pid)) killHard(pid);
  killHard(app.pid);
  await app.ended;
}

async function tortureApp(scene: Scene, plan: Plan, userDataDir: string): Promise<{ app: TorturedApp; ids: string[] }> {
  const { world, sitePackages } = scene;
  const app = startTortured(world, userDataDir);
  const api = await app.ready;
  const aims: Aims = {
    packages: sitePackages,
    packs: world.comfyui.customNodesDir,
    records: join(world.comfyui.userDir, '__manager', 'desktop'),
  };
  const moment = waitForMoment(plan.kill.moment, aims);
  const sent = sendTasks(api, plan);
  await moment;
  await killVictim(app, plan.kill.victim);
  return { app, ids: await sent };
}

/** The next start; it may be killed as well, and then there is one more. */
export async function startAgain(
  scene: Scene,
  { againAfterMs, victim }: Pick<Kill, 'againAfterMs' | 'victim'>,
  userDataDir: string,
): Promise<TorturedApp> {
  if (againAfterMs !== null) {
    const first = startTortured(scene.world, userDataDir);
    await sleep(againAfterMs);
    await killVictim(first, victim === 'worker' ? 'app' : victim);
    await first.ended;
  }
  return startTortured(scene.world, userDataDir);
}

/** What a killed app left running has this long to come to its end. */
const orphansEndWithinMs = 5000;

/** What a killed app left running, once it had its time to end. */
export async function checkOrphans(folder: string, app: TorturedApp): Promise<string[]> {
  let found: string[] = [];
  for (const endMs = Date.now() + orphansEndWithinMs; Date.now() < endMs;) {
    found = await listOrphans(folder, app.pid);
    if (found.length === 0) return [];
    await sleep(50);
  }
  return found.map((command) => `still running without an app: ${command}`);
}

/** One run from a fresh state: tasks, the kill, the next start, and a look at everything. Kills what it started in any case. */
export async function tortureOnce(scene: Scene, plan: Plan): Promise<RunResult> {
  const userDataDir = await scene.reset();
  const before = await inspectPackages(scene.sitePackages);
  const { app: first, ids: accepted } = await tortureApp(scene, plan, userDataDir);
  let app = first;
  const startedMs = performance.now();
  try {
    if (plan.kill.victim !== 'worker') {
      await first.ended;
      app = await startAgain(scene, plan.kill, userDataDir);
    }
    await settle(await app.ready, accepted);
    const restartMs = performance.now() - startedMs;
    const orphans = await checkOrphans(scene.world.comfyui.path, app);
    const violations = [
      ...orphans,
      ...(await inspectInstallation(scene, { accepted, before, compare: compareClaims })),
    ];
    if (!(await app.end())) violations.push('the app did not end when it was asked to');
    return { violations, restartMs };
  } catch (error) {
    return { violations: [error instanceof Error ? error.message : String(error)], restartMs: 0 };
  } finally {
    await bury(app);
  }
}
