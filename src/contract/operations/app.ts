import { z } from 'zod';
import { reads, Nothing } from './shape';

/** What the app says about itself. */
export const appOperations = {
  'app.version': reads(Nothing, z.object({ version: z.string() })),
  /** Whether this server serves the legacy manager UI: it never does, and says so. */
  'app.legacyUi': reads(Nothing, z.object({ is_legacy_manager_ui: z.boolean() })),
} as const;
