import { z } from 'zod';

/** What a pack, or one of its versions, says that it runs on. Empty lists and null say nothing: it runs everywhere. */
export const PackNeeds = z.object({
  systems: z.array(z.enum(['windows', 'macos', 'linux'])),
  accelerators: z.array(z.enum(['cuda', 'rocm', 'xpu', 'metal', 'npu'])),
  /** A range of ComfyUI's versions, as the registry writes it: `>=0.3.50`. */
  comfyui: z.string().nullable(),
});
export type PackNeeds = z.infer<typeof PackNeeds>;

/** What a pack would run on here. Null: nobody knows, so nothing is said of it. */
export const Machine = z.object({
  system: z.enum(['windows', 'macos', 'linux']).nullable(),
  /** What torch was built for. */
  accelerator: z.enum(['cuda', 'rocm', 'xpu', 'metal', 'cpu', 'unknown']).nullable(),
  /** Version of ComfyUI on disk. */
  comfyui: z.string().nullable(),
});
export type Machine = z.infer<typeof Machine>;
