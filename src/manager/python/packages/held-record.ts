import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent } from '../../../base/files/files';
import type { KnownDistribution } from './package-journal';

/** The file that says what is held in a folder. */
export const heldFile = 'held.json';

/** What is held of one distribution; the files themselves lie beside it, numbered in this order. */
const Held = z.object({
  bytes: z.number(),
  files: z.array(
    z.object({
      path: z.string(),
      /** As RECORD has it, or as the file was where somebody had changed it before. */
      hash: z.string().nullable(),
      size: z.number().nullable(),
      /** Not there when the others were held. */
      isAbsent: z.boolean().optional(),
      /** When the file was last written, as it lay in its place. What was held by earlier versions has none. */
      mtimeMs: z.number().optional(),
    }),
  ),
});
export type HeldEntry = z.infer<typeof Held>['files'][number];

/** One file of a held distribution. */
export interface HeldFile {
  /** Where it belongs; absolute. */
  place: string;
  /** Where it is held; null when it was not there. */
  kept: string | null;
  hash: string | null;
  size: number | null;
  mtimeMs: number | null;
}

/** What stands there; undefined where nothing is held, or nobody can read what. */
async function readDocument(folder: string): Promise<z.infer<typeof Held> | undefined> {
  return Held.safeParse(await readJsonIfPresent(join(folder, heldFile)).catch(() => null)).data;
}

/** How many bytes the files of a held distribution have; null when none is held there. */
export async function readHeldBytes(folder: string): Promise<number | null> {
  return Held.safeParse(await readJsonIfPresent(join(folder, heldFile))).data?.bytes ?? null;
}

/** Which `dist-info` a held distribution has, and the hash of its RECORD in hex; null when none is held there. */
export async function readIdentity(
  folder: string,
  sitePackages: string,
): Promise<Pick<KnownDistribution, 'infoPath' | 'record'> | null> {
  const held = await readDocument(folder);
  const own = held?.files.find(({ path }) => /^[^/]+\.dist-info\/RECORD$/.test(path));
  const hash = own?.hash?.replace(/^sha256=/, '');
  if (own === undefined || hash === undefined) return null;
  return { infoPath: join(sitePackages, dirname(own.path)), record: Buffer.from(hash, 'base64url').toString('hex') };
}

/** The files of a held distribution with their places; null when it is not held there. */
export async function readHeld({ infoPath }: KnownDistribution, folder: string): Promise<HeldFile[] | null> {
  const held = await readDocument(folder);
  return (
    held?.files.map(({ path, hash, size, mtimeMs = null, isAbsent = false }, index) => ({
      ...{ place: resolve(dirname(infoPath), path), kept: isAbsent ? null : join(folder, String(index)) },
      ...{ hash, size, mtimeMs },
    })) ?? null
  );
}
