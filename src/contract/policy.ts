import { z } from 'zod';
import { NetworkMode, SecurityLevel } from './settings';

/** Risk of an operation, from harmless to never allowed. `low` is always allowed. */
export const Risk = z.enum(['low', 'middle', 'middle+', 'high', 'high+', 'block']);
export type Risk = z.infer<typeof Risk>;

/** The longest that a permission can be asked for, minutes. */
export const longestPermission = 15;

/**
 * What a person allowed in the window, beyond the level: one operation, for a while. It counts for what the window orders meanwhile, never for what
 * comes through HTTP, and ends with the app.
 */
export const PolicyPermission = z.object({
  id: z.string(),
  operation: z.string(),
  /** What a task must be about (a pack, packages, a model); null: whatever it is about. */
  target: z.string().nullable(),
  /** Given once, for the task with this id, and over with it; null: for everything that is ordered in time. */
  task: z.string().nullable(),
  /** RFC 3339. What was ordered until then is done, also when its turn comes later. */
  until: z.string(),
});
export type PolicyPermission = z.infer<typeof PolicyPermission>;

/** Why something is allowed or not; travels in every 403 and in the result of a task that the policy ended. */
export const PolicyVerdict = z.object({
  allowed: z.boolean(),
  operation: z.string(),
  risk: Risk,
  /** The rule in words, e.g. "It is a high risk, which only security levels normal- and weak allow." */
  rule: z.string(),
  level: SecurityLevel,
  networkMode: NetworkMode,
  listener: z.enum(['loopback', 'network']),
  /** What would allow it, each for itself; empty when allowed. */
  remedies: z.array(z.string()),
  /** What the person at this machine allows the window for now. */
  permissions: z.array(PolicyPermission),
});
export type PolicyVerdict = z.infer<typeof PolicyVerdict>;

/** One operation of the policy, and at which levels this listener allows it. */
export const PolicyRow = z.object({
  operation: z.string(),
  risk: Risk,
  /** The switch in config.ini that decides instead of the level. */
  flag: z.string().nullable(),
  allowed: z.record(SecurityLevel, z.boolean()),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

/** The whole policy as it stands. */
export const PolicyTable = z.object({
  level: SecurityLevel,
  networkMode: NetworkMode,
  listener: z.enum(['loopback', 'network']),
  rows: z.array(PolicyRow),
  /** In force now. */
  permissions: z.array(PolicyPermission),
});
export type PolicyTable = z.infer<typeof PolicyTable>;
