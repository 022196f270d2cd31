/**
 * Waits for the end of all parts of one piece of work, also when one of them fails: whoever then takes the work back must meet no part that is still
 * at it. Answers what they answer, in their order; throws the failure that stands first in it.
 */
export async function together<Parts extends readonly Promise<unknown>[]>(
  ...parts: Parts
): Promise<{ -readonly [At in keyof Parts]: Awaited<Parts[At]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}
