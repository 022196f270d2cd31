import { z } from 'zod';
import { PackageReasons } from '../comfyui';
import { Nothing, reads } from './shape';

/** The Python packages of the installation. */
export const pythonOperations = {
  /** Packages that an interrupted change has left missing or damaged and that could not be put back yet. */
  'python.owed': reads(Nothing, z.object({ packages: z.array(z.object({ name: z.string(), version: z.string() })) })),
  /** Why a package is installed: which packs, ComfyUI and other packages ask for it. */
  'python.reasons': reads(z.object({ name: z.string().min(1).max(200) }), PackageReasons),
} as const;
