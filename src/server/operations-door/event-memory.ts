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
  /** What came after a number; null when some of that is no longer known, or never was here. */
  after: (number: number) => string[] | null;
}

/** Makes an empty memory. It forgets the oldest first, as soon as it holds more than the limits say. */
export function createEventMemory({ events, bytes }: MemoryLimits = limits): EventMemory {
  const known: Remembered[] = [];
  let size = 0;
  /** The last number that was forgotten, or that came before this memory began; null: nothing was told yet. */
  let forgotten: number | null = null;
  const isFull = () => known.length > events || size > bytes;
  return {
    add({ name, payload }, number) {
      const frame = JSON.stringify({ event: { name, payload }, number });
      forgotten ??= number - 1;
      known.push({ number, frame });
      size += frame.length;
      while (isFull()) {
        const oldest = known.shift();
        if (oldest === undefined) break;
        size -= oldest.frame.length;
        forgotten = oldest.number;
      }
      return frame;
    },
    after(number) {
      const newest = known.at(-1)?.number ?? forgotten;
      if (newest === null || forgotten === null || number < forgotten || number > newest) return null;
      return known.filter((one) => one.number > number).map(({ frame }) => frame);
    },
  };
}
