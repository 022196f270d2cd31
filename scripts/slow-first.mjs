// The order in which Vitest takes the files of tests: the longest first, then those that are slow by their names, so that none of them runs alone at the end.
import { BaseSequencer } from 'vitest/node';

/** Those that take longest, as `npm run test:all` prints them at its end: who makes another one as long puts it here. */
export const longest = [
  'src/host/workspace/demo-world.slow.test.ts',
  'src/manager/comfyui/bisect/bisect.slow.test.ts',
  'src/manager/comfyui/code/switch-crash.slow.test.ts',
  'src/manager/comfyui/code/switch.slow.test.ts',
  'src/manager/comfyui-plan.slow.test.ts',
  'src/manager/environments/environments.slow.test.ts',
  'src/manager/git-passwords.slow.test.ts',
  'src/manager/python/packages/package-crash.slow.test.ts',
  'src/manager/rehearsal/rehearsal.slow.test.ts',
  'src/manager/undo/random-changes.slow.test.ts',
  'src/manager/undo/take-back-kinds.slow.test.ts',
  'src/serve/serve.slow.test.ts',
];

const isSlow = (name) => /\.(?:slow|nightly)\.test\.(?:ts|mjs)$/u.test(name);

/** How early a file runs, 0 first. @param {string} name its path with `/` */
export function turnOf(name) {
  if (longest.some((one) => name.endsWith(`/${one}`))) return 0;
  return isSlow(name) ? 1 : 2;
}

/** Keeps the order of Vitest among files of the same turn. */
export class SlowFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => turnOf(one.moduleId) - turnOf(other.moduleId));
  }
}
