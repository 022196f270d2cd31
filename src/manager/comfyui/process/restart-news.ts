import type { RestartChange, RestartOutcome, RestartReport, RestartView } from '../../../contract/comfyui/restart';
import { compareStandings, type Standing } from './compare-standings';
import { isExcluded, type PackRun } from './pack-states';

/** What a pack that goes has to have been for a restart to change anything. */
function isLoaded({ tried, failures }: PackRun, name: string): boolean {
  return tried.has(name) && !failures.has(name);
}

/** The changes that a restart of a run would bring about. What was never loaded is not missed when it goes, and a lean start goes on without the other packs. Pure. */
export function waitingFor(run: PackRun, changes: readonly RestartChange[]): RestartChange[] {
  const goes = ({ subject, action }: RestartChange): boolean =>
    subject === 'pack' && (action === 'disable' || action === 'remove');
  const isOut = ({ subject, name }: RestartChange): boolean => subject === 'pack' && isExcluded(run, name);
  return changes.filter((change) => !isOut(change) && (!goes(change) || isLoaded(run, change.name)));
}

/** As `RestartView` counts. Pure. */
export function countChanges(changes: readonly RestartChange[]): number {
  const own = changes.filter(({ subject }) => subject !== 'python').length;
  return own === 0 ? Math.min(1, changes.length) : own;
}

function outcomeOf(change: RestartChange, run: PackRun): RestartOutcome {
  const { subject, name, action } = change;
  const reason = run.failures.get(name) ?? null;
  if (subject !== 'pack') return { ...change, outcome: 'loaded', reason: null };
  if (action === 'disable' || action === 'remove') return { ...change, outcome: 'out', reason: null };
  if (reason !== null) return { ...change, outcome: 'failed', reason };
  return { ...change, outcome: run.tried.has(name) ? 'loaded' : 'untold', reason: null };
}

/** What a start brought, by what stood there at the one before; null when nothing was different. Pure. */
export function reportOf(before: Standing, now: Standing, run: PackRun & { startedAt: string }): RestartReport | null {
  const outcomes = compareStandings(before, now).map((change) => outcomeOf(change, run));
  return outcomes.length === 0 ? null : { startedAt: run.startedAt, outcomes };
}

/** What waits for a restart, and what the last one brought: one place, for the window, the tray and scripts. */
export class RestartNews {
  #waiting: readonly RestartChange[] = [];
  #report: RestartReport | null = null;
  /** What stood there at the last start with packs that served: a restart is told by what is different from that. */
  #served: Standing | null = null;

  view(isServing: boolean): RestartView {
    const waiting = isServing ? [...this.#waiting] : [];
    return { waiting, count: countChanges(waiting), report: this.#report };
  }

  /** A process begins: nothing waits for another one yet. */
  begin(): void {
    this.#waiting = [];
    this.#report = null;
  }

  /** A process with packs serves. */
  noteServed(now: Standing, run: PackRun & { startedAt: string }): void {
    if (this.#served !== null) this.#report = reportOf(this.#served, now, run);
    this.#served = now;
  }

  /** Whether that is something new. */
  noteWaiting(waiting: readonly RestartChange[]): boolean {
    if (JSON.stringify(waiting) === JSON.stringify(this.#waiting)) return false;
    this.#waiting = waiting;
    return true;
  }

  /** A person has read the report; whether there was one. */
  putAway(): boolean {
    const had = this.#report !== null;
    this.#report = null;
    return had;
  }
}
