import { z } from 'zod';
import { PackageReasons } from '../comfyui';
import { PackagePlan, PlanQuestion } from '../python/package-plan';
import { Nothing, reads } from './shape';

/** The Python packages of the installation. */
export const pythonOperations = {
  /** Packages that an interrupted change has left missing or damaged and that could not be put back yet. */
  'python.owed': reads(Nothing, z.object({ packages: z.array(z.object({ name: z.string(), version: z.string() })) })),
  /** Why a package is installed: which packs, ComfyUI and other packages ask for it. */
  'python.reasons': reads(z.object({ name: z.string().min(1).max(200) }), PackageReasons),
  /** What a change would do to the packages, by one resolve over ComfyUI, all enabled packs and what is asked for; nothing is changed. */
  'python.plan': reads(PlanQuestion, PackagePlan),
} as const;
