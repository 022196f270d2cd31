// Runs before each test file, in a worker whose modules serve many.
import { afterAll, vi } from 'vitest';
import { endAllOfFile } from '../src/base/testing/with-file';

// A `window` that stays would make libraries of the next file believe that they are in a browser.
afterAll(() => {
  vi.unstubAllGlobals();
  return endAllOfFile();
});
