import { z } from 'zod';

/** What torch is built for, as far as a new environment can choose: NVIDIA, AMD, Intel, Apple, or the processor alone. */
export const TorchKind = z.enum(['cuda', 'rocm', 'xpu', 'metal', 'cpu']);
export type TorchKind = z.infer<typeof TorchKind>;

/** A version of Python as people choose one: `3.12`. */
export const PythonChoice = z.string().regex(/^3\.\d{1,2}$/, 'A version of Python is written as 3.12.');

const GraphicsCard = z.object({ name: z.string(), kind: TorchKind });
export type GraphicsCard = z.infer<typeof GraphicsCard>;

/** What an environment can be made of on this machine. */
export const MakingOffer = z.object({
  cards: z.array(GraphicsCard),
  /** The build that suits this machine. */
  torch: TorchKind,
  /** Builds that exist for this system, with the room that each takes on the disk, in bytes. */
  builds: z.array(z.object({ kind: TorchKind, neededBytes: z.int() })),
  /** Versions of Python to choose from, newest first; `isHere`: it need not be downloaded. */
  pythons: z.array(z.object({ version: z.string(), isHere: z.boolean() })),
  /** The version that is taken where none is chosen; null: this machine has none that can be used. */
  python: z.string().nullable(),
  tool: z.enum(['uv', 'pip']).nullable(),
});
export type MakingOffer = z.infer<typeof MakingOffer>;
