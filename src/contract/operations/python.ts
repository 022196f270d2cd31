import { z } from 'zod';
import { Nothing, reads } from './shape';

/** The Python packages of the installation. */
export const pythonOperations = {
  /** Packages that an interrupted change has left missing or damaged and that could not be put back yet. */
  'python.owed': reads(Nothing, z.object({ packages: z.array(z.object({ name: z.string(), version: z.string() })) })),
} as const;
