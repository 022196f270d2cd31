import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A folder on another volume than the temporary folder, where tests lay what lies elsewhere; null where the machine has none. */
export const otherVolume: string | null =
  ['/dev/shm', '/var/tmp'].find((path) => existsSync(path) && statSync(path).dev !== statSync(tmpdir()).dev) ?? null;

/** Why a test that needs one is skipped. */
export const noOtherVolume = 'this machine has no second volume to write to';
