import { z } from 'zod';
import { PolicyPermission, PolicyTable, PolicyVerdict, longestPermission } from '../policy';
import { UiId } from '../tasks/tasks';
import { reads, changes, Nothing } from './shape';

/** What is allowed, and why not. */
export const policyOperations = {
  'policy.explain': reads(z.object({ operation: z.string().min(1).max(100) }), PolicyVerdict),
  /** Every row at every level, for the present listener and network mode. */
  'policy.table': reads(Nothing, PolicyTable),
  /**
   * For the window alone: the person at this machine allows what the policy refuses, one row of it, for some minutes or for one task. Throws
   * `invalid-input` for what is no row, `not-trusted` at any other door.
   */
  'policy.allow': changes(
    z.object({
      operation: z.string().min(1).max(100),
      target: z.string().min(1).max(4096).optional(),
      task: UiId.optional(),
      minutes: z.int().min(1).max(longestPermission),
    }),
    PolicyPermission,
    'change-own-settings',
  ),
  /** Ends a permission; one that has ended already is no failure. */
  'policy.revoke': changes(z.object({ id: z.string().min(1).max(100) }), Nothing, 'change-own-settings'),
} as const;
