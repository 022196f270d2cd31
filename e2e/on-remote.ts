import { basename } from 'node:path';

/** Whether the window of a test has the folder of its world from `cmdesk serve`, as if that were on another machine (`ON_REMOTE=1`, as `npm run nightly` does once more). */
export const onRemote = process.env['ON_REMOTE'] === '1';

/** What cannot be on another machine, with the reason: a whole file, or tests by their title. */
const localAlone: Record<string, string | Record<string, string>> = {};

/** Whether a test is left out of this run, in the form of `test.skip`. */
export function leftOutOnRemote({
  file,
  title,
}: {
  file: string;
  title: string;
}): [isLeftOut: boolean, reason: string] {
  const found = onRemote ? localAlone[basename(file)] : undefined;
  const reason = typeof found === 'string' ? found : found?.[title];
  return [reason !== undefined, `on another machine: ${reason ?? ''}`];
}
