import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PolicyVerdict } from '../../src/contract/policy';
import { reasonToAsk } from '../texts/policy-words';

/** What a button wears that asks first: a lock, and the reason as its description. Both undefined where nothing is refused. */
export interface LockAppearance {
  icon: ReactNode;
  title: string | undefined;
}

const lock = (
  <span data-testid="asks-first" className="inline-flex shrink-0 text-amber-text">
    <Lock aria-hidden size={13} />
  </span>
);

/** Beside the words of what can be pressed: that a person is asked first, because the policy refuses it. */
export function lockOf(refusal: PolicyVerdict | undefined): LockAppearance {
  if (refusal === undefined) return { icon: undefined, title: undefined };
  return { icon: lock, title: reasonToAsk(refusal) };
}
