import { beginSlice } from '../../../base/async/time-slice';
import { mergeCatalogue, type MergeInput } from '../table/merge';
import { createPackIndex } from '../table/pack-index';

/**
 * Merges and indexes a catalogue several times. `times` are milliseconds of this process, not of the clock: other work on the machine is no fault
 * of the merge. `turns` counts how often other work came to its turn meanwhile.
 */
export async function measureMerges(input: MergeInput, runs: number): Promise<{ times: number[]; turns: number }> {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  count();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = process.cpuUsage();
    await createPackIndex(await mergeCatalogue(input, beginSlice()), beginSlice());
    times.push(process.cpuUsage(started).user / 1000);
  }
  isDone = true;
  return { times, turns };
}
