import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent } from '../../../base/files/files';
import type { KnownDistribution } from './package-journal';

/** The file that says what is kept in a folder. */
export const keptRecordName = 'held.json';

/** What is kept of one distribution; the files themselves lie beside it, numbered in this order. */
const KeptRecord = z.object({
  bytes: z.number(),
  files: z.array(
    z.object({
      path: z.string(),
      /** As RECORD has it, or as the file was where somebody had changed it before. */
      hash: z.string().nullable(),
      size: z.number().nullable(),
      /** Not there when the others were kept. */
      isAbsent: z.boolean().optional(),
      /** When the file was last written, as it lay in its place. What was kept by earlier versions has none. */
      mtimeMs: z.number().optional(),
    }),
  ),
});
export type KeptEntry = z.infer<typeof KeptRecord>['files'][number];

/** One file of a held distribution. */
export interface KeptFile {
  /** Where it belongs; absolute. */
  place: string;
  /** Where it is kept; null when it was not there. */
  keptPath: string | null;
  hash: string | null;
  size: number | null;
  mtimeMs: number | null;
}

/** What stands there; undefined where nothing is kept, or nobody can read what. */
async function readDocument(folder: string): Promise<z.infer<typeof KeptRecord> | undefined> {
  return KeptRecord.safeParse(await readJsonIfPresent(join(folder, keptRecordName)).catch(() => null)).data;
}

/** How many bytes the files of a kept distribution have; null when none is kept there. */
export async function readKeptBytes(folder: string): Promise<number | null> {
  return KeptRecord.safeParse(await readJsonIfPresent(join(folder, keptRecordName))).data?.bytes ?? null;
}

/** Which `dist-info` a kept distribution has, and the hash of its RECORD in hex; null when none is held there. */
export async function readIdentity(
  folder: string,
  sitePackages: string,
): Promise<Pick<KnownDistribution, 'infoPath' | 'record'> | null> {
  const document = await readDocument(folder);
  const own = document?.files.find(({ path }) => /^[^/]+\.dist-info\/RECORD$/.test(path));
  const hash = own?.hash?.replace(/^sha256=/, '');
  if (own === undefined || hash === undefined) return null;
  return { infoPath: join(sitePackages, dirname(own.path)), record: Buffer.from(hash, 'base64url').toString('hex') };
}

/** The files of a kept distribution with their places; null when it is not kept there. */
export async function readKeptFiles({ infoPath }: KnownDistribution, folder: string): Promise<KeptFile[] | null> {
  const document = await readDocument(folder);
  return (
    document?.files.map(({ path, hash, size, mtimeMs = null, isAbsent = false }, index) => ({
      ...{ place: resolve(dirname(infoPath), path), keptPath: isAbsent ? null : join(folder, String(index)) },
      ...{ hash, size, mtimeMs },
    })) ?? null
  );
}
