const ends: (() => Promise<unknown>)[] = [];

/**
 * For tests only: ends something when the test file that made it is over. The modules of a worker serve all its test files, so an `afterAll` at the top of a
 * module counts for the first of them alone.
 */
export function endWithFile(end: () => Promise<unknown>): void {
  ends.push(end);
}

/** For the setup of the tests only: ends what was made last first. */
export async function endAllOfFile(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}
