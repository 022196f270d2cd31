import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTortured, type TorturedApp } from './app';
import { claimsOfSome, type Claims } from './checks/claims';
import { inspectPackages, type PackageFindings } from './checks/packages';
import { copyImage, copyMoment, createImage, whileMounted } from './disk-image';
import { inspectInstallation } from './inspect';
import type { Plan } from './plan';
import { listBelow, signalIfThere } from './processes';
import { bury, sendTasks, settle, waitForIdle } from './run';
import type { Scene } from './scene';

/** What the disk held at a moment. */
interface Cut {
  file: string;
  /** From the tasks on, in ms; null: right after the last one had ended. */
  afterMs: number | null;
}

/** What came of one cut: one sentence for each violation. */
export interface CutResult {
  what: string;
  violations: string[];
}

/** A place where power is cut: the installation, and what the app keeps for its person, on a disk of their own. */
export interface CutScene {
  /** Makes the plan's tasks on a fresh disk, keeps what it held at `moments` (ms) and at the end, then opens each as the next start would. */
  run(plan: Plan, moments: readonly number[]): Promise<CutResult[]>;
  stop(): Promise<void>;
}

const userDataName = '.user-data';

/** Stops everything of the app while the disk is looked at, so that the moment is one. */
async function whileStopped(app: TorturedApp, work: () => Promise<void>): Promise<void> {
  const pids = [app.pid, ...(await listBelow(app.pid))];
  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) signalIfThere(pid, signal);
  };
  signalAll('SIGSTOP');
  try {
    await work();
  } finally {
    signalAll('SIGCONT');
  }
}

/** Makes the tasks and keeps moments of the disk; the app is killed afterwards, for nothing of it is needed any more. */
async function makeCuts(
  scene: Scene,
  { plan, moments, image, folder }: { plan: Plan; moments: readonly number[]; image: string; folder: string },
): Promise<Cut[]> {
  const app = startTortured(scene.world, join(scene.world.comfyui.path, userDataName));
  try {
    const api = await app.ready;
    const cuts: Cut[] = [];
    const keep = async (afterMs: number | null) => {
      const file = join(folder, `cut-${cuts.length + 1}.img`);
      await whileStopped(app, () => copyMoment(image, file));
      cuts.push({ file, afterMs });
    };
    await sendTasks(api, plan);
    const startedMs = performance.now();
    for (const moment of moments) {
      await sleep(Math.max(0, startedMs + moment - performance.now()));
      await keep(moment);
    }
    await waitForIdle(api);
    await keep(null);
    return cuts;
  } finally {
    await bury(app);
  }
}

/**
 * The start that follows the cut, and a look at everything. The last tasks may be missing in the history as if nobody had asked for them, though what
 * they did is there: the disk was cut between the two. What is there must be whole in any case.
 */
async function openCut(scene: Scene, plan: Plan, before: PackageFindings): Promise<string[]> {
  const app = startTortured(scene.world, join(scene.world.comfyui.path, userDataName));
  try {
    await settle(await app.ready);
    const compare = (claims: Claims) => claimsOfSome(plan.tasks, claims);
    const violations = await inspectInstallation(scene, { accepted: [], before, compare });
    if (!(await app.end())) violations.push('the app did not end when it was asked to');
    return violations;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await bury(app);
  }
}

/** Makes a place where power can be cut out of a scene of the torture. */
export async function createCutScene(scene: Scene): Promise<CutScene> {
  const place = scene.world.comfyui.path;
  const folder = await mkdtemp(join(scene.world.root, 'disks-'));
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  const base = join(folder, 'base.img');
  await createImage(base, { from: scene.template, place });
  const before = await whileMounted(base, place, () => inspectPackages(scene.sitePackages));
  return {
    async run(plan, moments) {
      const image = join(folder, 'run.img');
      await copyImage(base, image);
      const cuts = await whileMounted(image, place, () => makeCuts(scene, { plan, moments, image, folder }));
      const results: CutResult[] = [];
      for (const { file, afterMs } of cuts) {
        const violations = await whileMounted(file, place, () => openCut(scene, plan, before));
        const what = afterMs === null ? 'after the last task had ended' : `${afterMs} ms after the tasks were sent`;
        results.push({ what, violations });
        await rm(file, { force: true });
      }
      await rm(image, { force: true });
      return results;
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}
