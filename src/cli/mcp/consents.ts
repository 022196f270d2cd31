import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** How long a plan may be confirmed. */
const validMs = 10 * 60 * 1000;
/** Plans of one session that wait; older ones are forgotten. */
const mostWaiting = 100;

/** What a plan was made for: a change and its exact input. */
export interface PlannedChange {
  tool: string;
  input: Record<string, unknown>;
}

/** The plans that an agent has seen. Each has an id that confirms this very change, once and for ten minutes. */
export interface Consents {
  add: (change: PlannedChange) => string;
  /** Takes the id. Throws `invalid-input` for one that is none, no longer, or that of another change; then nothing may be done. */
  take: (id: unknown, change: PlannedChange) => void;
}

/** One text for the same values, in whatever order they were given. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

export function createConsents(now: () => number = Date.now): Consents {
  const waiting = new Map<string, { text: string; until: number }>();
  return {
    add(change) {
      const id = randomUUID();
      waiting.set(id, { text: textOf(change), until: now() + validMs });
      for (const oldest of [...waiting.keys()].slice(0, -mostWaiting)) waiting.delete(oldest);
      return id;
    },
    take(id, change) {
      const found = waiting.get(String(id));
      waiting.delete(String(id));
      if (found !== undefined && found.until >= now() && found.text === textOf(change)) return;
      throw new AppError('invalid-input', msg`This confirms no plan of this very change, so nothing was changed.`, {
        remedy: msg`Call the tool without "confirm", read its plan, and call it with the same arguments and the "confirm" of that plan.`,
      });
    },
  };
}
