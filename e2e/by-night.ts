import { isNightly } from './world/nightly';

/**
 * For what repeats by another way, and slowly, what each run tries:
 *
 *     test.skip(...onlyByNight('why it need not run each time'));
 *
 * at the head of a file or of a `describe`, which then makes neither a world nor an app for it.
 */
export const onlyByNight = (because: string): [boolean, string] => [
  !isNightly,
  `Only npm run nightly tries this: ${because}`,
];
