import { z } from 'zod';
import { Notice } from './text/notice';
import { carriesLogin } from './text/address-logins';
import { isGitAddress } from './text/git-address';
import { Hold } from './holds';
import { PackNeeds } from './library/pack-needs';
import { GroupName } from './library/optional-groups';
import { MachinePath } from './machine-path';
import { findPackNameProblem } from './pack-names';
import { PackStanding } from './pack-state';
import { CatalogueMode, RequirementPolicy } from './settings';

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
const NewPackRef = PackRef.refine(
  (text) => isGitAddress(text) || text.split('/').every((part) => findPackNameProblem(part) === null),
  'A pack to install is named by its registry id, its name, `owner/repo` or a git address; hidden names, names of devices and encoded paths are refused.',
).refine(
  (text) => isGitAddress(text) || !text.includes('/') || /^[\w.-]+\/[\w.-]+$/u.test(text),
  'A name with a slash is `owner/repo` of a git repository.',
);

const OptionalAddress = z
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

/** A requirement line that pip or uv is handed beside those of the pack. */
export const PipLine = z
  .string()
  .max(200)
  .refine(
    (line) => !carriesLogin(line),
    'A package address with a user name or password inside is refused, because queue, history and log would show it: let git know the login by a credential helper, or pip by a .netrc file.',
  );

/** What a person has agreed to for the Python packages of a task. */
export const PackageConsentParams = z.object({
  /** A plan that was shown: the task makes exactly its changes or stops. */
  plan_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/u, 'A plan is named by the `plan_id` of its answer.')
    .nullish(),
  /** Requirement lines of the pack that are not to be installed. */
  leave_out: z.array(PipLine).max(50).nullish(),
  /** Packages may come, and none may move: else the task stops. */
  only_new: z.boolean().nullish(),
  /** What an install.py changes of torch, CUDA, numpy or of what others need is put back, and the pack stays. */
  keep_packages: z.boolean().nullish(),
  /** In place of the setting `python.requirementPolicy`, for this task. */
  requirement_policy: RequirementPolicy.nullish(),
  /** The optional groups of the pack that are wanted from now on; left out, those that were chosen before stay. */
  optional_groups: z.array(GroupName).max(50).nullish(),
});

export const InstallParams = z.object({
  ...PackageConsentParams.shape,
  id: NewPackRef,
  version: VersionRef,
  selected_version: VersionRef,
  mode: CatalogueMode,
  channel: ManagerChannel,
  repository: OptionalAddress,
  files: z.array(z.string().max(400)).nullish(),
  pip: z.array(PipLine).max(200).nullish(),
  skip_post_install: z.boolean().nullish(),
  ui_id: z.string().nullish(),
});
export type InstallParams = z.infer<typeof InstallParams>;

/** What becomes of files of a pack that a person has edited, in another version of it. */
export const EditedFiles = z
  .enum(['keep', 'carry', 'replace'])
  .describe(
    '`keep`: each is kept as a copy beside the new one. `carry`: the new one gets the edits where they apply cleanly, the others are kept as copies. `replace`: only the new ones are there.',
  );
export type EditedFiles = z.infer<typeof EditedFiles>;

export const UpdateParams = PackageConsentParams.extend({
  node_name: PackRef,
  node_ver: VersionRef.nullish(),
  /** Left out, edited files of a release are kept, and a clone that has some is not updated. */
  edited_files: EditedFiles.nullish(),
});
export type UpdateParams = z.infer<typeof UpdateParams>;

/** `node_ver` is required by the specification; the reference works without it, so do we. */
export const FixParams = PackageConsentParams.extend({ node_name: PackRef, node_ver: VersionRef.nullish() });
export type FixParams = z.infer<typeof FixParams>;

export const UninstallParams = z.object({ node_name: PackRef, is_unknown: z.boolean().default(false) });
export type UninstallParams = z.infer<typeof UninstallParams>;

export const DisableParams = z.object({ node_name: PackRef, is_unknown: z.boolean().default(false) });
export type DisableParams = z.infer<typeof DisableParams>;

export const EnableParams = PackageConsentParams.extend({ cnr_id: PackRef });
export type EnableParams = z.infer<typeof EnableParams>;

/** Parameters of kind `update-all`: one `update` task per registry or git pack. */
export const UpdateAllParams = z.object({ mode: CatalogueMode.nullish(), ui_id: z.string().max(200).nullish() });
export type UpdateAllParams = z.infer<typeof UpdateAllParams>;

/** A Python package as a requirement line: name, extras, versions. Never an option, an address or a file. */
export const PackageLine = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9][\w.-]*(?:\[[\w.,-]+\])?(?:(?:[<>]=?|[=!~]=|===)[\w.*+!-]+(?:,(?:[<>]=?|[=!~]=|===)[\w.*+!-]+)*)?$/u,
    'A package is a name, with its versions behind it: `numpy<2`.',
  )
  .refine((line) => !/\.(?:whl|zip|gz)$/iu.test(line), 'A package is named, not given as a file.');

/** The name of a Python package, without its versions. */
export const PackageName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/u, 'A package is named without its versions.');

/** Parameters of kind `install-packages`: into the Python of ComfyUI, in one resolve. */
export const InstallPackagesParams = z
  .object({
    plan_id: PackageConsentParams.shape.plan_id,
    packages: z.array(PackageLine).max(50),
    /** Packages to take away, in the same resolve. */
    remove: z.array(PackageName).max(50).optional(),
    requirement_policy: PackageConsentParams.shape.requirement_policy,
  })
  .refine(({ packages, remove = [] }) => packages.length + remove.length > 0, 'There is no package to change.');
export type InstallPackagesParams = z.infer<typeof InstallPackagesParams>;

/** Parameters of kind `repair-packages`: what an interrupted change left of Python packages is put right. */
export const RepairPackagesParams = z.object({
  /** In place of that: of these lines what ComfyUI and enabled packs ask for and lack is installed, and nothing that they do not ask for. */
  needs: z.array(PackageLine).max(50).optional(),
});
export type RepairPackagesParams = z.infer<typeof RepairPackagesParams>;

/** Parameters of kind `install-archive`: a zip on this machine that holds one pack. */
export const InstallArchiveParams = z
  .object({
    path: MachinePath,
    /** Folder name below `custom_nodes`; left out, the archive says it. */
    name: z
      .string()
      .max(100)
      .refine(
        (name) => findPackNameProblem(name) === null && !/^[~-]/u.test(name),
        'That is no name for the folder of a pack.',
      )
      .nullish(),
  })
  .refine(({ path }) => /\.zip$/iu.test(path), { path: ['path'], error: 'An archive of a pack is a .zip file.' });
export type InstallArchiveParams = z.infer<typeof InstallArchiveParams>;

/** What `fetch_updates` found (decision 25). Versions are semver for registry packs, commits for clones. */
export const PackUpdates = z.object({
  updates: z.array(
    z.object({ id: z.string(), kind: z.enum(['registry', 'git']), current: z.string(), latest: z.string() }),
  ),
  /** Packs that are held: by a person, at a detached commit, or on a branch without a remote. */
  pinned: z.array(z.string()),
  /** Packs nobody could be asked about, each with the reason. */
  failed: z.array(z.object({ id: z.string(), reason: Notice })),
});
export type PackUpdates = z.infer<typeof PackUpdates>;

/** One entry of `customnode/installed` (docs/reference/on-disk.md 7): what web UIs and scripts read. */
const ManagerPackInstalled = z.object({
  ver: z.string(),
  cnr_id: z.string().nullable(),
  aux_id: z.string().nullable(),
  enabled: z.boolean(),
});

export const InstalledPacks = z.record(z.string(), ManagerPackInstalled);
export type InstalledPacks = z.infer<typeof InstalledPacks>;

/** `{ pack: [node class names, metadata] }` (docs/reference/on-disk.md 24). */
export const PackMappings = z.record(z.string(), z.tuple([z.array(z.string()), z.record(z.string(), z.unknown())]));
export type PackMappings = z.infer<typeof PackMappings>;

/** Where a pack on disk came from. `registry`: unpacked from a registry zip; `git`: a clone; `folder`: neither; `file`: a single .py file. */
export const PackSource = z.enum(['registry', 'git', 'folder', 'file']);
export type PackSource = z.infer<typeof PackSource>;

/** A pack on disk as the window shows it: more than the wire map can say. */
export const LocalPack = z.object({
  /** Key in `customnode/installed`: registry id for registry packs, folder name for all others. */
  key: z.string(),
  /** Folder or file name under `custom_nodes` (or `.disabled`). */
  name: z.string(),
  source: PackSource,
  enabled: z.boolean(),
  /** Semver for registry packs, 40 hex digits for clones, empty when unknown. */
  version: z.string(),
  registryId: z.string().nullable(),
  /** `owner/repo` for GitHub clones. */
  auxId: z.string().nullable(),
  /** Normalised remote address of a clone. */
  repository: z.string().nullable(),
  /** Branch of a clone; null when detached or not a clone. */
  branch: z.string().nullable(),
  /** When its folder or file came, RFC 3339; left out where the file system does not say. A change of version brings another folder. */
  installedAt: z.string().optional(),
  /** Left out unless a person holds it at this version. */
  hold: Hold.optional(),
  /** The optional groups that are chosen for it; left out where there are none. */
  groups: z.array(z.string()).optional(),
  /** What the last checks for updates found above `version`: a version of the registry, or for a clone a commit. */
  newer: z.string().optional(),
  /** A version that a person does not want to be offered; left out where there is none. */
  skipped: z.string().optional(),
  /** What it is to ComfyUI; left out where only the disk was asked. */
  standing: PackStanding.optional(),
});
export type LocalPack = z.infer<typeof LocalPack>;

/** One line of the catalogue: channel list and registry merged (docs/reference/on-disk.md 23). */
export const CataloguePack = z.object({
  /** Unique in the list: registry id, else normalised repository address, else first file. */
  key: z.string(),
  registryId: z.string().nullable(),
  title: z.string(),
  author: z.string(),
  description: z.string(),
  repository: z.string().nullable(),
  /** All addresses of the entry; the first is what an install without a repository uses. */
  files: z.array(z.string()),
  installType: z.enum(['git-clone', 'copy', 'unzip', 'registry']),
  latestVersion: z.string().nullable(),
  stars: z.number().nullable(),
  /** RFC 3339, or null when nobody knows. */
  updatedAt: z.string().nullable(),
  nodeClasses: z.array(z.string()),
  tags: z.array(z.string()),
  /** How often the registry gave it away; left out where it does not say. */
  downloads: z.number().optional(),
  /** When the registry first had it, RFC 3339; left out where it does not say. */
  createdAt: z.string().optional(),
  /** What it says that it runs on; left out where it says nothing. */
  needs: PackNeeds.optional(),
  /** Address of its picture, as the registry has it; left out where there is none. */
  icon: z.string().optional(),
});
export type CataloguePack = z.infer<typeof CataloguePack>;

/** The catalogue and how fresh it is: the window shows the date when it is a kept copy. */
export const Catalogue = z.object({
  packs: z.array(CataloguePack),
  /** RFC 3339 time of the oldest part; null when there is no data at all. */
  asOf: z.string().nullable(),
  origin: z.enum(['fetched', 'kept', 'none']),
  /** A sentence for people when something could not be fetched; null when all is well. */
  notice: Notice.nullable(),
});
export type Catalogue = z.infer<typeof Catalogue>;

/** One row of the version picker: registry versions and git in one list. */
export const PackVersion = z.object({
  version: z.string(),
  kind: z.enum(['registry', 'nightly']),
  createdAt: z.string().nullable(),
  status: z.enum(['active', 'pending', 'flagged', 'banned', 'deleted', 'unknown']),
  changelog: z.string(),
  deprecated: z.boolean(),
  /** What this version says that it runs on; left out where it says nothing. */
  needs: PackNeeds.optional(),
});
export type PackVersion = z.infer<typeof PackVersion>;
