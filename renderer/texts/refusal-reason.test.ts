import { expect, it } from 'vitest';
import { reasonOfRefusal } from './refusal-reason';

it.each([
  ['install-git-url', 'loopback', 'public', 'switch'],
  ['install-packages', 'network', 'personal_cloud', 'switch'],
  // The switch may be on here, and would not help.
  ['install-git-url', 'network', 'public', 'exposed'],
  ['install-flagged', 'network', 'private', 'exposed'],
  ['fix', 'loopback', 'public', 'level'],
  ['fix', 'network', 'public', 'levelExposed'],
] as const)(
  '%s with a listener of the %s at %s is refused by the %s',
  (...[operation, listener, networkMode, reason]) => {
    expect(reasonOfRefusal({ operation, listener, networkMode })).toBe(reason);
  },
);
