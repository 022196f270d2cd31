import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';
import { createSerial } from '../../../base/async/serial';
import type { ExactChange } from './changes';
import type { FoundChange } from './found-change';

const StoredChange = z.object({
  name: z.string(),
  to: z.string().nullable(),
  /** The hash of its address: an address may hold a password. */
  place: z.string().nullable(),
});
const StoredPlan = z.object({
  id: z.string(),
  changes: z.array(StoredChange),
  /** Something would have to be built to know all: more may come than was told, but nothing more may move. */
  isOpen: z.boolean().default(false),
});
const StoredPlans = z.array(StoredPlan);

/** What was told to somebody and may be approved. */
export type ApprovedPlan = Omit<z.infer<typeof StoredPlan>, 'id'>;

/** What one resolve found, and for which question: where that is asked again and nothing has changed, it is the answer. */
export interface Answered {
  /** The question with what is installed, as a hash. */
  question: string;
  found: readonly FoundChange[];
  remaining: readonly FoundChange[];
}

/** Plans that were shown, so that a task can be bound to one. */
export interface ApprovedPlans {
  note(id: string, approved: { changes: readonly ExactChange[]; isOpen: boolean }, answered?: Answered): Promise<void>;
  /** Null for one that nobody knows any more. */
  read(id: string): Promise<ApprovedPlan | null>;
  /** The resolve that a plan was made of; null after a restart, and for one that left something open. */
  answered(id: string): Answered | null;
}

/** A person approves one of the last few. */
const maxStored = 60;
/** Their resolves, in memory alone. */
const mostAnswered = 10;

const placeOf = ({ address }: ExactChange): string | null =>
  address === null ? null : createHash('sha256').update(address).digest('hex');

/** Keeps the last plans in a file, so that a task that waits is bound to its plan after a restart as well. */
export function openApprovedPlans(desktopDir: string): ApprovedPlans {
  const file = join(desktopDir, 'package-plans.json');
  const inTurn = createSerial();
  const answers = new Map<string, Answered>();
  const keepAnswer = (id: string, answered: Answered | undefined): void => {
    answers.delete(id);
    if (answered === undefined) return;
    const { question, found, remaining } = answered;
    answers.set(id, { question, found, remaining });
    for (const old of [...answers.keys()].slice(0, -mostAnswered)) answers.delete(old);
  };
  const readAll = async (): Promise<z.infer<typeof StoredPlans>> => {
    const parsed = StoredPlans.safeParse(await readJsonIfPresent(file).catch(() => null));
    return parsed.success ? parsed.data : [];
  };
  return {
    note: (id, { changes, isOpen }, answered) =>
      inTurn(async () => {
        keepAnswer(id, isOpen ? undefined : answered);
        const others = (await readAll()).filter((one) => one.id !== id);
        const stored = changes.map((change) => ({ name: change.name, to: change.to, place: placeOf(change) }));
        await writeJson(file, [{ id, changes: stored, isOpen }, ...others].slice(0, maxStored));
      }),
    answered: (id) => answers.get(id) ?? null,
    read: async (id) => (await readAll()).find((one) => one.id === id) ?? null,
  };
}

/** The lines that bind an installation to a plan. Pure. */
export function linesOf({ changes }: ApprovedPlan): string[] {
  return changes.flatMap(({ name, to, place }) => (to === null || place !== null ? [] : [`${name}==${to}`]));
}

/** What would be changed otherwise than the plan says, in words. Pure. */
export function findUnplanned(changes: readonly ExactChange[], plan: ApprovedPlan): string[] {
  const known = new Map(plan.changes.map((one) => [one.name, one] as const));
  return changes.flatMap((change) => {
    const { name, from, to } = change;
    if (plan.isOpen && from === null && !known.has(name)) return [];
    const planned = known.get(name);
    if (planned !== undefined && planned.to === to && planned.place === placeOf(change)) return [];
    return [from === null ? `${name} ${to ?? ''}` : `${name} ${from} -> ${to ?? '-'}`];
  });
}
