import type { Announcer } from './announcer';
import { keepsHours, type TaskQueue } from './task-queue';
import type { Worker } from './worker';

/** The time of day until which downloads wait, e.g. `22:00`; null while they may run. `hours`: `22:00-07:00`, or '' for always. Pure. */
export function waitsUntil(hours: string, now: Date): string | null {
  const [from, to] = hours.split('-');
  if (from === undefined || to === undefined) return null;
  const time = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const isWithin = from <= to ? from <= time && time < to : from <= time || time < to;
  return isWithin ? null : from;
}

/** Calls a function once a minute; answers what ends that. */
export function eachMinute(check: () => void): () => void {
  const timer = setInterval(check, 60_000);
  timer.unref();
  return () => clearInterval(timer);
}

/** What begins and ends with the hours: downloads that run then wait, to go on where they were, and those that wait begin. */
export function createHoursCheck({
  queue,
  worker,
  announcer,
}: {
  queue: TaskQueue;
  worker: Worker;
  announcer: Announcer;
}): () => void {
  let before = queue.waitUntil();
  return () => {
    const now = queue.waitUntil();
    if (now === before) return;
    before = now;
    if (now === null && queue.hasReady('models') && !worker.start()) worker.wake();
    if (now !== null) for (const { entry } of queue.running) if (keepsHours(entry)) worker.suspend(entry.task.ui_id);
    announcer.viewChanged();
  };
}
