import { watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TorturedApp } from './app';
import type { Kill, Moment } from './plan';
import { findWorker, killHard, listBelow } from './processes';

/** The folders whose changes a moment can be aimed at. */
export type Aims = Record<Exclude<Moment['after'], 'time'>, string>;

/** What was aimed at may never change, when the tasks of a run are refused. */
const aimWithinMs = 4000;

/** Resolves at the first change in the folder, or when that took too long. */
function firstChange(folder: string): Promise<void> {
  return new Promise((done) => {
    const finish = (): void => {
      watcher.close();
      clearTimeout(timer);
      done();
    };
    const watcher = watch(folder, finish);
    const timer = setTimeout(finish, aimWithinMs);
  });
}

/** Waits for the moment. Begin to wait before the tasks are sent. */
export async function waitForMoment({ after, ms }: Moment, aims: Aims): Promise<void> {
  if (after !== 'time') await firstChange(aims[after]);
  await sleep(ms);
}

const workerWithinMs = 3000;

/** Kills what the plan says. False when there was no worker to kill. */
export async function killVictim(app: TorturedApp, victim: Kill['victim']): Promise<boolean> {
  switch (victim) {
    case 'app':
      killHard(app.pid);
      return true;
    case 'group':
      killHard(-app.pid);
      return true;
    case 'tree': {
      const below = await listBelow(app.pid);
      for (const pid of [app.pid, ...below]) killHard(pid);
      return true;
    }
    case 'worker': {
      const worker = await findWorker(app.pid, AbortSignal.timeout(workerWithinMs));
      if (worker !== null) killHard(worker);
      return worker !== null;
    }
  }
}
