import { isSentence, type Sentence } from '../text/message';
import type { PackagePlan } from './package-plan';

/** Of which pack is not known what, where a plan is uncertain. The words of another version of this app count for nothing. */
export function doubtsOf({ words }: Pick<PackagePlan, 'words'>): readonly Sentence[] {
  const doubts: unknown = words?.['doubts'];
  return Array.isArray(doubts) && doubts.every(isSentence) ? doubts : [];
}
