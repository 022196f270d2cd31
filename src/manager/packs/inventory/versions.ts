import { compare as comparePep440, valid as isPep440 } from '@renovatebot/pep440';
import semver from 'semver';

/**
 * A version as the installed list shows it. What the reference can read it writes as `a.b.c` (`1.2` -> `1.2.0`, `1.2.3.4` -> `1.2.3-4`,
 * docs/reference/on-disk.md 5); everything else that semver or PEP 440 knows keeps its own spelling, where the reference gives up (beats W37).
 */
export function normaliseVersion(text: string): string {
  const trimmed = text.trim();
  const parts = trimmed.split('.');
  if (parts.length <= 4 && parts.every((part) => /^\d+$/.test(part))) {
    const [major = '0', minor = '0', patch = '0', rest] = parts.map((part) => String(Number(part)));
    return rest === undefined ? `${major}.${minor}.${patch}` : `${major}.${minor}.${patch}-${rest}`;
  }
  return semver.valid(trimmed) ?? trimmed;
}

/** Whether a text is a version number rather than `latest`, `nightly`, a branch or a commit. */
export function isVersionNumber(text: string): boolean {
  return /^v?\d+\.\d/i.test(text) && (semver.valid(text) !== null || Boolean(isPep440(text)));
}

/** Negative when `a` is older than `b`. Semver first, then PEP 440; what neither knows is older than everything. */
export function compareVersions(a: string, b: string): number {
  const left = semver.parse(a);
  const right = semver.parse(b);
  if (left && right) return semver.compare(left, right);
  const isLeftKnown = Boolean(isPep440(a));
  const isRightKnown = Boolean(isPep440(b));
  if (isLeftKnown && isRightKnown) return comparePep440(a, b);
  return Number(isLeftKnown || left !== null) - Number(isRightKnown || right !== null);
}

/** The part of a disabled folder's name that carries the version: dots become underscores (docs/reference/on-disk.md 3). */
export function versionSuffix(version: string): string {
  return version.replaceAll('.', '_');
}
