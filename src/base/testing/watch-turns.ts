/** How often a turn is asked for, in ms. */
const everyMs = 5;

/**
 * For tests only: processor time that this process used between two short timers, in ms: how long other work waits for its turn. The clock
 * would also count what other programs did on the same cores meanwhile.
 */
export function watchTurns(): () => number[] {
  const turnsMs: number[] = [];
  let isOver = false;
  let before = process.cpuUsage();
  const turn = (): void => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    turnsMs.push((user + system) / 1000);
    if (!isOver) setTimeout(turn, everyMs);
  };
  setTimeout(turn, everyMs);
  return () => {
    isOver = true;
    return turnsMs;
  };
}
