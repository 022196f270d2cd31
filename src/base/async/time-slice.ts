/** A stretch of synchronous work that must not keep the event loop for long. */
export interface TimeSlice {
  /** Whether the stretch has lasted long enough. */
  isOver(): boolean;
  /** Lets other work have its turn, then begins a new stretch. */
  giveWay(): Promise<void>;
}

const turnMs = 3;

/** Begins a stretch of a few milliseconds: several may be under way, and a request that comes in waits for one of each. Measured by time and not by count: on a network drive one file can cost as much as a hundred. */
export function beginSlice(): TimeSlice {
  let begunMs = performance.now();
  return {
    isOver: () => performance.now() - begunMs > turnMs,
    async giveWay() {
      await new Promise((resume) => setImmediate(resume));
      begunMs = performance.now();
    },
  };
}

/** How many items of a quick loop are handled between two looks at the clock. */
const stride = 100;

/** Does something quick with every item, giving way to other work in between. */
export async function forEachInSlices<T>(
  items: Iterable<T>,
  slice: TimeSlice,
  handle: (item: T) => void,
): Promise<void> {
  let count = 0;
  for (const item of items) {
    if ((count += 1) % stride === 0 && slice.isOver()) await slice.giveWay();
    handle(item);
  }
}
