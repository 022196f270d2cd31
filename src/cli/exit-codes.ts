import { toAppError } from '../contract/errors';

/** What scripts can rely on (docs/command-line.md). */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  refused: 3,
  notFound: 4,
  unreachable: 5,
  cancelled: 130,
} as const;

const codesOf: Readonly<Record<string, number>> = {
  'invalid-input': exitCodes.wrongUse,
  'policy-denied': exitCodes.refused,
  'not-trusted': exitCodes.refused,
  'pack-not-installed': exitCodes.notFound,
  'installation-missing': exitCodes.notFound,
  'installation-in-use': exitCodes.unreachable,
  'installation-busy': exitCodes.unreachable,
  'not-served': exitCodes.unreachable,
  'token-required': exitCodes.unreachable,
  'not-shown': exitCodes.unreachable,
  cancelled: exitCodes.cancelled,
};

/** How the program ends after an error, by its code. */
export function exitCodeOf(thrown: unknown): number {
  const { code } = toAppError(thrown);
  return codesOf[code] ?? (code.endsWith('not-found') ? exitCodes.notFound : exitCodes.failed);
}
