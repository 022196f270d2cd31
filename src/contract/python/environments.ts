import { z } from 'zod';
import { Accelerator } from './python-environment';
import { findFileNameProblem } from '../file-names';
import { PackRef, VersionRef } from '../packs/pack-ref';
import { PipLine } from './package-params';
import { PythonChoice, TorchKind } from './making';
import { ownEnvironment } from './own-environment';

/** The name of an environment that this app makes: a folder of ours is called so. */
export const EnvironmentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i, 'The name of an environment has letters, digits, dots and dashes, 40 at most.')
  .refine((name) => findFileNameProblem(name) === null, 'The system does not allow this name for a folder.')
  .refine(
    (name) => name.toLowerCase() !== ownEnvironment,
    'This name is that of the environment that the installation came with.',
  );

const Reference = z.string().min(1).max(200);

/** Parameters of kind `create-environment`: one of nothing, or a copy of another one. */
export const CreateEnvironmentParams = z
  .object({
    name: EnvironmentName,
    /** `3.12`; what suits best of what this machine has when it is left out. */
    python: PythonChoice.optional(),
    /** The build for the graphics card that was found when it is left out. */
    torch: TorchKind.optional(),
    /** The environment to copy, `own` for that of the installation; Python, torch and packages are those of it. */
    copy_of: Reference.optional(),
    /** Packs that are to come, or to get another version: what they ask for is in the one resolve that fills it. */
    packs: z
      .array(z.object({ key: PackRef, to: VersionRef.optional(), pip: z.array(PipLine).max(200).optional() }))
      .max(50)
      .optional(),
    /** ComfyUI uses it once it is made. */
    use: z.boolean().optional(),
  })
  .refine(
    ({ copy_of: copyOf, python, torch, packs }) => copyOf === undefined || (python ?? torch ?? packs) === undefined,
    {
      message: 'A copy has the Python, the torch and the packages of what it is copied from.',
      path: ['copy_of'],
    },
  );
export type CreateEnvironmentParams = z.infer<typeof CreateEnvironmentParams>;

/** Parameters of the kinds `switch-environment` and `remove-environment`. */
export const NamedEnvironmentParams = z.object({ name: Reference });
export type NamedEnvironmentParams = z.infer<typeof NamedEnvironmentParams>;

/** One environment that ComfyUI can be started with. */
export const EnvironmentRow = z.object({
  /** `own`: the one that the installation came with, which this app never changes as a whole. */
  name: z.string(),
  kind: z.enum(['own', 'made']),
  folder: z.string(),
  interpreter: z.string(),
  /** Null: it does not run any more. */
  python: z.string().nullable(),
  /** Only a `venv` can be copied. */
  pythonKind: z.enum(['venv', 'portable', 'conda', 'system']),
  torch: z.object({ version: z.string(), accelerator: Accelerator, runtime: z.string().nullable() }).nullable(),
  /** ComfyUI and every task use it. */
  isUsed: z.boolean(),
  /** RFC 3339; null for the own one. */
  madeAt: z.string().nullable(),
  /** Packs that did not load when it was proven, with what ComfyUI said of each. */
  failedImports: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type EnvironmentRow = z.infer<typeof EnvironmentRow>;
