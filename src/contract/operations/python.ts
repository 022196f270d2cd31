import { z } from 'zod';
import { DoctorReport } from '../python/doctor';
import { PackagePlan, PlanQuestion } from '../python/package-plan';
import { PackageUses, PackageWhy } from '../python/package-uses';
import { Nothing, reads } from './shape';

/** The Python packages of the installation. */
export const pythonOperations = {
  /** Packages that an interrupted change has left missing or damaged and that could not be put back yet. */
  'python.owed': reads(Nothing, z.object({ packages: z.array(z.object({ name: z.string(), version: z.string() })) })),
  /** Who needs each installed package, and which of them nobody does; from files alone. */
  'python.uses': reads(Nothing, PackageUses),
  /** What is wrong with the environment, what ComfyUI and its packs lack, and which of the packages that have to fit torch are there; from files alone. */
  'python.doctor': reads(Nothing, DoctorReport),
  /** What ComfyUI and its packs lack, as in `python.doctor` and in a fraction of its time: what a start is asked about. */
  'python.unmet': reads(Nothing, DoctorReport.pick({ unmet: true })),
  /** Why a package is installed: which packs, ComfyUI and other packages ask for it, or who brought it. */
  'python.why': reads(z.object({ name: z.string().min(1).max(200) }), PackageWhy),
  /** What a change would do to the packages, by one resolve over ComfyUI, all enabled packs and what is asked for; nothing is changed, and nothing of a stranger runs. With `allow_build` it is judged as a change. */
  'python.plan': reads(PlanQuestion, PackagePlan),
} as const;
