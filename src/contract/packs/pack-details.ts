import { z } from 'zod';
import { Notice } from '../text/notice';
import { PackSource } from './local-packs';
import { PackVersion } from './catalogue-packs';
import { PolicyVerdict } from '../policy';

/** What the registry says of the version at hand, or why it says nothing: `none` is no version of the registry, `unknown` could not be asked. */
export const PackStatus = z.enum([...PackVersion.shape.status.options, 'none']);
export type PackStatus = z.infer<typeof PackStatus>;

/** How far a pack can be trusted, and what an order for it answers to. */
export const PackSecurity = z.object({
  status: PackStatus,
  /** The version that status is of: the installed one, else the newest; null when there is none. */
  version: z.string().nullable(),
  /** Where its files come from. `git-listed`: a repository the catalogue names; `git-free`: one that nobody vouches for. */
  origin: z.enum(['registry', 'git-listed', 'git-free', 'folder', 'file']),
  /** Whether it brings an install.py, which is run; null while nobody has looked. */
  hasInstallScript: z.boolean().nullable(),
  /** The rows of the policy that the next install or update of it answers to. */
  verdicts: z.array(PolicyVerdict),
});
export type PackSecurity = z.infer<typeof PackSecurity>;

/** What lies on disk of a pack. */
export const PackOnDisk = z.object({
  /** Absolute path of the folder or file. */
  path: z.string(),
  source: PackSource,
  sizeBytes: z.number(),
  files: z.int(),
  /** Whether counting stopped at its limit: then there is more. */
  isPartial: z.boolean(),
});
export type PackOnDisk = z.infer<typeof PackOnDisk>;

/** Everything about one pack that is known without asking its repository. */
export const PackDetails = z.object({
  onDisk: PackOnDisk.nullable(),
  /** How its import went when ComfyUI started last; null when that did not import it. */
  lastImport: z.object({ seconds: z.number(), hasFailed: z.boolean() }).nullable(),
  /** Name of the license, or the file that holds it; null when nobody says. */
  license: z.string().nullable(),
  links: z.object({
    repository: z.string().nullable(),
    issues: z.string().nullable(),
    registry: z.string().nullable(),
  }),
  security: PackSecurity,
  /** RFC 3339: when the registry said how versions stand; null when it did not. */
  asOf: z.string().nullable(),
  /** Why a part of this is missing or old, one sentence; null when all is well. */
  notice: Notice.nullable(),
});
export type PackDetails = z.infer<typeof PackDetails>;

/** Where a text of a pack was read, and when; `asOf` is null for what lies on disk. */
const ReadFrom = z.object({
  origin: z.enum(['disk', 'repository', 'registry']),
  /** RFC 3339. */
  asOf: z.string().nullable(),
  /** Why it is not newer than that, one sentence; null when it is the newest. */
  notice: Notice.nullable(),
});

/** The readme of a pack: text as its author wrote it, never trusted. */
export const PackReadme = ReadFrom.extend({
  /** Null when the pack has none. */
  file: z.object({ name: z.string(), text: z.string(), isCut: z.boolean() }).nullable(),
  /** What relative links count from: the page of the repository's newest files; null when there is no such page. */
  linkBase: z.string().nullable(),
});
export type PackReadme = z.infer<typeof PackReadme>;

/** How a requirement stands in ComfyUI's Python. `skipped`: its marker does not apply here; `unknown`: only the tool can judge it. */
export const RequirementStanding = z.enum(['met', 'unmet', 'missing', 'skipped', 'unknown']);
export type RequirementStanding = z.infer<typeof RequirementStanding>;

/** One line a pack asks for. */
export const PackRequirement = z.object({
  text: z.string(),
  /** Where the line stands: `requirements.txt line 3`, `pyproject.toml`. */
  source: z.string(),
  name: z.string().nullable(),
  standing: RequirementStanding,
  /** The installed version; null when it is not installed. */
  installed: z.string().nullable(),
  /** Why the line is replaced, left out or refused when the pack is installed; null when it is taken as it stands. */
  note: Notice.nullable(),
});
export type PackRequirement = z.infer<typeof PackRequirement>;

/** Packages that a pack can do without, under a name of its own (`[project.optional-dependencies]`). */
export const PackGroup = z.object({
  name: z.string(),
  requirements: z.array(PackRequirement),
  isChosen: z.boolean(),
});
export type PackGroup = z.infer<typeof PackGroup>;

export const PackRequirements = ReadFrom.extend({
  requirements: z.array(PackRequirement),
  groups: z.array(PackGroup),
  /** Why nothing can be said about what is installed; null when it can. */
  problem: Notice.nullable(),
});
export type PackRequirements = z.infer<typeof PackRequirements>;

/** One commit, in a line. */
const PackCommit = z.object({
  commit: z.string(),
  /** RFC 3339, when it was committed. */
  date: z.string(),
  subject: z.string(),
});

/** What a branch has beyond some version. */
export const CommitsSince = z.object({
  /** The version or commit that is counted from. */
  from: z.string(),
  /** How that was found in the history: by its tag, by its hash, or only by the date it was published. */
  basis: z.enum(['tag', 'commit', 'date']),
  /** RFC 3339 date of what is counted from. */
  since: z.string().nullable(),
  count: z.int(),
  /** The newest of them, newest first, at most 50. */
  commits: z.array(PackCommit),
});
export type CommitsSince = z.infer<typeof CommitsSince>;

/** How far git is ahead of the releases of a pack, and of what is installed. */
export const PackNightly = z.object({
  commit: z.string(),
  date: z.string(),
  /** Since the newest release of the registry; null when it has none. */
  release: CommitsSince.nullable(),
  /** Since what is installed; null when nothing is, or the history does not know it. */
  installed: CommitsSince.nullable(),
  /** RFC 3339: when the repository was asked. */
  asOf: z.string(),
  /** Why it could not be asked again, one sentence; null when it was. */
  notice: Notice.nullable(),
});
export type PackNightly = z.infer<typeof PackNightly>;

/** What lies between two versions of a pack: releases with their notes, or commits. */
export const PackChanges = z.object({
  /** Null: nothing is installed, so everything up to `to` is new. */
  from: z.string().nullable(),
  to: z.string(),
  /** Releases after `from`, up to `to`, newest first. */
  releases: z.array(PackVersion),
  /** Null when releases tell it, or the history does not know one of the two. */
  commits: CommitsSince.nullable(),
  /** RFC 3339: when the source of this was asked. */
  asOf: z.string().nullable(),
  notice: Notice.nullable(),
});
export type PackChanges = z.infer<typeof PackChanges>;

/** Why nobody can say before an update which node classes go. */
const NodesUnknown = z.object({
  /**
   * `made-as-it-loads`: the list of node classes is put together when the pack is loaded. `no-list`: its files name none. `not-listed`: the registry has not read
   * them out of the version. `not-read`: its files could not be read. `not-asked`: nobody knows of a newer version of it.
   */
  why: z.enum(['made-as-it-loads', 'no-list', 'not-listed', 'not-read', 'not-asked']),
  version: z.enum(['installed', 'new']),
  /** Where that is: file and line, `loader.py:12`; null where it is nowhere. */
  place: z.string().nullable(),
});
export type NodesUnknown = z.infer<typeof NodesUnknown>;

/** What an update of a pack asks for anew and takes away, as far as it can be known before it is downloaded. */
export const PackUpdateRisk = z.object({
  /** Lines of requirements; null: not known before the download. */
  requirements: z
    .object({
      added: z.array(z.string()),
      changed: z.array(z.object({ from: z.string(), to: z.string() })),
      removed: z.array(z.string()),
    })
    .nullable(),
  /** Names among those that come or change on which torch, CUDA and compiled packs stand. */
  hardware: z.array(z.string()),
  /** Node classes that the installed version has and the new one does not; null: not known before the download. */
  removedClasses: z.array(z.string()).nullable(),
  /** Why `removedClasses` is null. */
  nodesUnknown: NodesUnknown.nullable(),
  /** Node classes that both have and whose inputs or outputs are others, as far as the registry, or the files of a clone, tell. */
  changedNodes: z.array(
    z.object({
      name: z.string(),
      /** Inputs that have to be given and were not there. */
      added: z.array(z.string()),
      removed: z.array(z.string()),
      hasOtherOutputs: z.boolean(),
    }),
  ),
  /** Files of the installed version that a person has edited: `edited_files` of the update says what becomes of them. Null: not known. */
  edited: z.array(z.string()).nullable(),
  /** The names of the saved workflows that use node classes which go or change, by class; others are left out. */
  usedBy: z.record(z.string(), z.array(z.string())),
});
export type PackUpdateRisk = z.infer<typeof PackUpdateRisk>;

/** The rows of the version picker and how fresh they are. */
export const PackVersions = z.object({
  versions: z.array(PackVersion),
  asOf: z.string().nullable(),
  notice: Notice.nullable(),
});
export type PackVersions = z.infer<typeof PackVersions>;
