import { z } from 'zod';
import { PackageReasons } from './python-environment';

/** Who leads to a package. */
const PackageUser = z.object({
  /** `ComfyUI`, or the folder of a pack. */
  name: z.string(),
  kind: z.enum(['comfyui', 'pack', 'disabled-pack']),
  /** The package of its requirements that leads there; null: it names this one itself. */
  through: z.string().nullable(),
});
export type PackageUser = z.infer<typeof PackageUser>;

/**
 * Why a package is there, in one word. `needed`: ComfyUI or a pack leads to it. `protected`: it belongs to the hardware, installs packages, or stands on a list of the person. `hand`: a
 * person installed it by name. `package`: only other packages need it. `came`: a pack that is there brought it, without naming it. `unneeded`: the change of a pack
 * brought it, and nobody needs it any more. `unknown`: nobody asks for it, and nobody knows who installed it.
 */
export const PackageStanding = z.enum(['needed', 'protected', 'hand', 'package', 'came', 'unneeded', 'unknown']);
export type PackageStanding = z.infer<typeof PackageStanding>;

/** Who needs an installed package. */
export const PackageUse = z.object({
  /** As PEP 503 compares names. */
  name: z.string(),
  version: z.string(),
  standing: PackageStanding,
  users: z.array(PackageUser),
  /** Installed packages that need it. */
  neededBy: z.array(z.string()),
  /** The packs whose changes brought it, as far as it is known. */
  cameWith: z.array(z.string()),
  /** What its files take, of an unneeded one, by its own record; null where that does not tell. */
  bytes: z.number().nullable(),
});
export type PackageUse = z.infer<typeof PackageUse>;

/** Who needs the installed packages. */
export const PackageUses = z.object({
  packages: z.array(PackageUse),
  /** Packs and packages of which nobody can read what they need: as long as there is one, no package counts as unneeded. */
  unread: z.array(z.string()),
});
export type PackageUses = z.infer<typeof PackageUses>;

/** Why one package is there, with the lines that ask for it. */
export const PackageWhy = PackageReasons.extend({ use: PackageUse });
export type PackageWhy = z.infer<typeof PackageWhy>;
