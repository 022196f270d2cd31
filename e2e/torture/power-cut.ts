import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bury, isIdle, sendTasks, settle } from './run';
import { startTortured, type TorturedApp } from './app';
import { claimsOfSome } from './checks/claims';
import { inspectPackages, type PackageFindings } from './checks/packages';
import { inspectNotes, inspectPacks } from './checks/packs';
import { inspectRecords } from './checks/records';
import { copyImage, copyMoment, createImage, openImage } from './disk-image';
import type { Plan } from './plan';
import { listBelow } from './processes';
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
const idleWithinMs = 120_000;

/** Stops everything of the app while the disk is looked at, so that the moment is one. */
async function whileStopped(app: TorturedApp, work: () => Promise<void>): Promise<void> {
  const pids = [app.pid, ...(await listBelow(app.pid))];
  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  };
  signalAll('SIGSTOP');
  try {
    await work();
  } finally {
    signalAll('SIGCONT');
  }
}

async function waitForIdle(api: string): Promise<void> {
  for (const endMs = Date.now() + idleWithinMs; Date.now() < endMs;) {
    if (await isIdle(api)) return;
    await sleep(20);
  }
  throw new Error(`The queue was not idle ${idleWithinMs / 1000} s after its tasks began.`);
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
 * Looks at everything after the start that followed the cut. The last tasks may be missing in the history as if nobody had asked for them, though
 * what they did is there: the disk was cut between the two. What is there must be whole in any case.
 */
async function inspectCut(scene: Scene, { plan, before }: { plan: Plan; before: PackageFindings }): Promise<string[]> {
  const { userDir, customNodesDir } = scene.world.comfyui;
  const records = await inspectRecords(userDir, []);
  const twice = records.finished.filter(
    (task, at) => records.finished.findIndex((one) => one.ui_id === task.ui_id) < at,
  );
  const packs = await inspectPacks(customNodesDir, scene.packs);
  const packages = await inspectPackages(scene.sitePackages);
  const claims = claimsOfSome(plan.tasks, {
    packs: scene.packs,
    finished: records.finished,
    found: packs.packs,
    distributions: { before: before.distributions, now: packages.distributions },
  });
  const fresh = packages.problems.filter((problem) => !before.problems.includes(problem));
  const lost = await inspectNotes(customNodesDir, packs.packs);
  const repeated = twice.map((task) => `${task.ui_id} is in the history more than once`);
  return [...records.problems, ...repeated, ...packs.problems, ...lost, ...fresh, ...claims];
}

async function openCut(scene: Scene, plan: Plan, before: PackageFindings): Promise<string[]> {
  const app = startTortured(scene.world, join(scene.world.comfyui.path, userDataName));
  try {
    await settle(await app.ready);
    const violations = await inspectCut(scene, { plan, before });
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
  const base = await createImage(join(folder, 'base.img'), { from: scene.template, place });
  const mounted = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
    const image = openImage(file, place);
    await image.mount();
    try {
      return await work();
    } finally {
      await image.unmount();
    }
  };
  const before = await mounted(base.file, () => inspectPackages(scene.sitePackages));
  return {
    async run(plan, moments) {
      const image = join(folder, 'run.img');
      await copyImage(base.file, image);
      const cuts = await mounted(image, () => makeCuts(scene, { plan, moments, image, folder }));
      const results: CutResult[] = [];
      for (const { file, afterMs } of cuts) {
        const violations = await mounted(file, () => openCut(scene, plan, before));
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
