import type { Risk } from './policy';

/** The three degrees of risk that a person is told, at every door. */
export type RiskDegree = 'low' | 'medium' | 'high';

/** Six steps are for the policy table; a person is told three. By itself, so that the window loads no schema with it. */
export const riskDegrees: Readonly<Record<Risk, RiskDegree>> = {
  low: 'low',
  middle: 'medium',
  'middle+': 'medium',
  high: 'high',
  'high+': 'high',
  block: 'high',
};
