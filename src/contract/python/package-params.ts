import { z } from 'zod';
import { carriesLogin } from '../text/address-logins';
import { RequirementPolicy } from '../settings';
import { GroupName } from '../library/optional-groups';

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
