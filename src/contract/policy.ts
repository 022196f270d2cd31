import { z } from 'zod';
import { NetworkMode, SecurityLevel } from './settings';

/** Risk of an operation, from harmless to never allowed. `low` is always allowed. */
export const Risk = z.enum(['low', 'middle', 'middle+', 'high', 'high+', 'block']);
export type Risk = z.infer<typeof Risk>;

/** Why something is allowed or not; travels in every 403 and in the result of a task that the policy ended. */
export const PolicyVerdict = z.object({
  allowed: z.boolean(),
  operation: z.string(),
  risk: Risk,
  /** The rule in words, e.g. "high+ needs security_level normal- or weak on a loopback listener". */
  rule: z.string(),
  level: SecurityLevel,
  networkMode: NetworkMode,
  listener: z.enum(['loopback', 'network']),
  /** What would allow it; empty when allowed or when nothing would. */
  remedies: z.array(z.string()),
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
});
export type PolicyTable = z.infer<typeof PolicyTable>;
