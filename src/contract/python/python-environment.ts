import { z } from 'zod';

/** What torch was built for. */
export const Accelerator = z.enum(['cuda', 'rocm', 'xpu', 'metal', 'cpu', 'unknown']);
export type Accelerator = z.infer<typeof Accelerator>;

/** One installed Python package. */
export const PythonPackage = z.object({
  name: z.string(),
  version: z.string(),
  /** Where it came from, when that was no index; without the person's name. */
  address: z.string().nullable(),
});
export type PythonPackage = z.infer<typeof PythonPackage>;

/** Who asks for a package: a pack or ComfyUI by name, or an installed package, with the line that says so. */
export const PackageAsker = z.object({
  by: z.string(),
  line: z.string(),
  /** The optional group of the pack that asks for it, where it is one. */
  group: z.string().optional(),
});

/** Why a Python package is installed. */
export const PackageReasons = z.object({
  /** Packs, and `ComfyUI`, that name it among their requirements. */
  asked: z.array(PackageAsker),
  /** Installed packages that need it. */
  needed: z.array(PackageAsker),
  /** Packs, and `ComfyUI`, that ask for what needs it, and do not name it. */
  through: z.array(z.string()),
  /** It belongs to torch, or was built for this torch and its CUDA. */
  isHardware: z.boolean(),
});
export type PackageReasons = z.infer<typeof PackageReasons>;

/** What ComfyUI runs in. */
export const ComfyEnvironment = z.object({
  python: z.object({
    version: z.string(),
    executable: z.string(),
    /** The same without the person's name. */
    shown: z.string(),
    kind: z.enum(['venv', 'portable', 'conda', 'system']),
  }),
  tool: z.object({ name: z.enum(['uv', 'pip']), version: z.string().nullable() }),
  /** Null when torch is not installed. */
  torch: z
    .object({
      version: z.string(),
      accelerator: Accelerator,
      /** The version of what it was built for, as its maker writes it: `12.8`, `6.2.4`; null when nothing tells. */
      runtime: z.string().nullable(),
      /** Every package that belongs to it, itself included. */
      family: z.array(PythonPackage),
    })
    .nullable(),
  platform: z.object({ system: z.string(), release: z.string(), arch: z.string() }),
  packages: z.array(PythonPackage),
  /** All of it as a text for a bug report, without the person's name. */
  report: z.string(),
});
export type ComfyEnvironment = z.infer<typeof ComfyEnvironment>;
