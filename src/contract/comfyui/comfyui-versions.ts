import { z } from 'zod';
import { VersionRef } from '../packs/pack-ref';
import { PackageConsentParams } from '../python/package-params';

/** Where ComfyUI is to go. Without `is_stable` the configured update policy decides; `target_version` switches. */
export const ComfyRequest = z.object({ is_stable: z.boolean().nullish(), target_version: VersionRef.nullish() });
export type ComfyRequest = z.infer<typeof ComfyRequest>;

/** What a person has agreed to for the Python packages of a version of ComfyUI; none of its lines can be left out, and the requirement policy is about packs. */
const ComfyConsentParams = PackageConsentParams.omit({
  leave_out: true,
  requirement_policy: true,
  optional_groups: true,
});

/** Parameters of kind `update-comfyui`. */
export const UpdateComfyParams = ComfyRequest.extend(ComfyConsentParams.shape);
export type UpdateComfyParams = z.infer<typeof UpdateComfyParams>;

/** Versions for the picker, newest first after `nightly` (docs/reference/on-the-wire.md 4). */
export const ComfyVersions = z.object({ versions: z.array(z.string()), current: z.string() });
export type ComfyVersions = z.infer<typeof ComfyVersions>;

/** One ComfyUI as code: what its own files say, and the commit of its clone; null where nobody knows. */
export const ComfyBuild = z.object({ version: z.string().nullable(), commit: z.string().nullable() });
export type ComfyBuild = z.infer<typeof ComfyBuild>;

/** One version that can be chosen: a release (a tag `vX.Y.Z`), or the newest known commit of the default branch. */
export const ComfyRelease = z.object({
  /** The tag; `nightly` for the default branch. */
  version: z.string(),
  kind: z.enum(['release', 'nightly']),
  commit: z.string(),
  /** RFC 3339: of the tag when it has one, else of the commit. */
  date: z.string(),
  notes: z.object({
    /** What its maker wrote into the tag, or the subjects of the commits since the release before it, newest first. */
    from: z.enum(['tag', 'commits']),
    lines: z.array(z.string()),
    /** How many commits there are beside those that are listed. */
    more: z.int(),
  }),
  isCurrent: z.boolean(),
  isNewest: z.boolean(),
  /** Whether what is checked out has all of it, or has a higher version: going there is a step back. */
  isOlder: z.boolean(),
  /** Whether its requirements.txt is another one than that of what is checked out; null when one of them has none. */
  requirementsChanged: z.boolean().nullable(),
});
export type ComfyRelease = z.infer<typeof ComfyRelease>;

/** The versions that are known without asking anybody, and where ComfyUI stands among them. */
export const ComfyReleases = z.object({
  /** `nightly` first where there is one, then the releases, newest first. */
  releases: z.array(ComfyRelease),
  current: z.object({
    /** A release, or what `git describe` says. */
    name: z.string(),
    commit: z.string(),
    /** Null when the head is detached, as it is at a release. */
    branch: z.string().nullable(),
    /** RFC 3339; null when the commit cannot be read. */
    date: z.string().nullable(),
  }),
  /** Where ComfyUI stood before its version was changed last; null when its history does not tell. */
  previous: z.object({ name: z.string(), commit: z.string(), leftAt: z.string() }).nullable(),
  /** Files of ComfyUI that a person changed; a change of version keeps them aside by name. */
  changedFiles: z.array(z.string()),
  /** When anybody last fetched, RFC 3339; null when nobody did since it was cloned, or nobody knows. */
  askedAt: z.string().nullable(),
});
export type ComfyReleases = z.infer<typeof ComfyReleases>;
