import type { Turn } from '../../base/turn';

/** How many items of a quick loop are handled between two looks at the clock. */
const stride = 100;

/** Does something with every item, giving way to other work in between. */
export async function forEachInTurns<T>(items: Iterable<T>, turn: Turn, handle: (item: T) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    if ((count += 1) % stride === 0 && turn.isOver()) await turn.giveWay();
    handle(item);
  }
}
