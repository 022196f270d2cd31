import { z } from 'zod';
import { isGitAddress } from '../text/git-address';
import { findPackNameProblem } from './pack-names';

const controlCharacters = /[\u0000-\u001f\u007f]/;

function isSafeSegment(segment: string): boolean {
  return (
    segment !== '' && segment !== '.' && segment !== '..' && segment === segment.trim() && !/[\\:*?"<>|]/.test(segment)
  );
}

/** A folder name, registry id or `owner/repo`; never a path that leaves its folder. */
function isSafeName(text: string): boolean {
  const segments = text.split('/');
  return segments.length <= 2 && segments.every(isSafeSegment);
}

const nameProblem =
  'A pack is named by its registry id, its folder name, `owner/repo` or a git address; paths, `..`, drive letters and control characters are refused.';

/** How a caller names a pack: registry id, folder name, `owner/repo` or a git address. Never trusted as a path. */
export const PackRef = z
  .string()
  .min(1)
  .max(400)
  .refine(
    (text) => !controlCharacters.test(text) && !text.includes('..') && (isGitAddress(text) || isSafeName(text)),
    nameProblem,
  );

/** A version as written by people: semver, `latest`, `nightly`, a branch, a tag or a commit. Never starts with `-`, so that it cannot become an option of git. */
export const VersionRef = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w][\w.+/@-]*$/u, 'A version is a semantic version, `latest`, `nightly`, a branch, a tag or a commit.')
  .refine((text) => !text.includes('..'), 'A version cannot contain `..`.');

/** How an install names its pack: the name becomes a folder, so `owner/repo` is the only one with a slash. */
export const NewPackRef = PackRef.refine(
  (text) => isGitAddress(text) || text.split('/').every((part) => findPackNameProblem(part) === null),
  'A pack to install is named by its registry id, its name, `owner/repo` or a git address; hidden names, names of devices and encoded paths are refused.',
).refine(
  (text) => isGitAddress(text) || !text.includes('/') || /^[\w.-]+\/[\w.-]+$/u.test(text),
  'A name with a slash is `owner/repo` of a git repository.',
);

/** A repository as an install may name it; empty where it has none. */
export const OptionalAddress = z
  .string()
  .max(400)
  .refine(
    (text) => text === '' || (isGitAddress(text) && !controlCharacters.test(text)),
    'A repository is a git address.',
  )
  .nullish();

/** The channels of the specification, and no other: one that a person added to `channels.list` is chosen in the settings. */
export const ManagerChannel = z
  .enum(['default', 'recent', 'legacy', 'forked', 'dev', 'tutorial'])
  .describe('The channels that are there from the start. One that a person added is chosen in the settings.');
