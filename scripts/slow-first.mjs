// The order in which Vitest takes the files of tests: those that are slow by their names first, so that none of them runs alone at the end.
import { BaseSequencer } from 'vitest/node';

const isSlow = ({ moduleId }) => /\.(?:slow|nightly)\.test\.(?:ts|mjs)$/u.test(moduleId);

/** Keeps the order of Vitest among the slow files and among all others. */
export class SlowFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}
