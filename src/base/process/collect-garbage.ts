import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back what a burst of work left: V8 keeps the pages of objects nobody holds any more until something else wants memory, and a start leaves more than
 * a hundred megabytes of them. It holds up everything for as long as what lives is walked (some 50 ms for 40 MB), so call it when nothing runs.
 */
export function collectGarbage(): void {
  // A context that is made after the flag has the function; the flag itself changes nothing else.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options?: object) => void;
  setFlagsFromString('--no-expose-gc');
  collect();
  // The pages are given back as well; the V8 of Node 20 knows no options, and collects a little once more.
  collect({ type: 'major', flavor: 'last-resort' });
}
