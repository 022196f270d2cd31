// `vi.waitFor` gives up after a second, and has no setting for it. What a busy machine does in three seconds is no failure.
import { vi } from 'vitest';

const waitFor = vi.waitFor.bind(vi);

vi.waitFor = (probe, options = {}) =>
  waitFor(probe, typeof options === 'number' ? options : { timeout: 15_000, ...options });
