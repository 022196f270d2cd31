import type { AppEvent } from '../../contract/events';

/** How much is remembered for clients that were cut off. */
export interface MemoryLimits {
  events: number;
  bytes: number;
}

const limits: MemoryLimits = { events: 2000, bytes: 8 * 1024 * 1024 };

interface Remembered {
  number: number;
  frame: string;
}

/** What was told lately, as it is sent. */
export interface EventMemory {
  /** Takes an event in, and answers its frame. */
  add: (event: AppEvent, number: number) => string;
  /** What came after the event of a number; null when that is no longer known, or never was here. */
  after: (number: number) => string[] | null;
}

/** Makes a memory that begins after the event of a number. It forgets the oldest first, as soon as it holds more than the limits say. */
export function createEventMemory(begin: number, { events, bytes }: MemoryLimits = limits): EventMemory {
  const known: Remembered[] = [];
  let size = 0;
  /** The last that is not held any more. */
  let forgotten = begin;
  return {
    add({ name, payload }, number) {
      const frame = JSON.stringify({ event: { name, payload }, number });
      known.push({ number, frame });
      size += frame.length;
      while (known.length > events || size > bytes) {
        const oldest = known.shift();
        if (oldest === undefined) break;
        size -= oldest.frame.length;
        forgotten = oldest.number;
      }
      return frame;
    },
    after(number) {
      // Numbers have gaps, and another run of the app had others: only one that was given here says where to go on.
      const isOurs = number === forgotten || known.some((one) => one.number === number);
      return isOurs ? known.filter((one) => one.number > number).map(({ frame }) => frame) : null;
    },
  };
}
