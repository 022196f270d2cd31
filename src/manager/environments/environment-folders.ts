import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { listNames, readJsonIfPresent, writeJson } from '../../base/files/files';
import { isGoing } from '../../base/files/remove-by-rename';
import { EnvironmentName } from '../../contract/python/environments';

/** What is being made lies in a folder whose name no environment can have. */
export const makingPrefix = '.making-';
const recordName = 'comfyui-environment.json';

/** What is noted of an environment of ours. It lies in its folder, and says that the folder is ours. */
const EnvironmentRecord = z.object({
  version: z.literal(1),
  /** `placing`: it was being moved into its place. Only `made` ones count. */
  state: z.enum(['placing', 'made']),
  /** RFC 3339: when it was proven. */
  madeAt: z.string(),
  failedImports: z.array(z.object({ name: z.string(), reason: z.string() })),
  /** The task that made it. */
  task: z.object({ uiId: z.string(), orderedAt: z.string() }).nullable(),
});
export type EnvironmentRecord = Readonly<z.infer<typeof EnvironmentRecord>>;

/** Writes down what is known of an environment. */
export async function writeEnvironmentRecord(dir: string, record: EnvironmentRecord): Promise<void> {
  await writeJson(join(dir, recordName), record);
}

/** What was noted of a folder; null for one that is none of ours. A link leads elsewhere, so it is none either. */
export async function readEnvironmentRecord(dir: string): Promise<EnvironmentRecord | null> {
  const isFolder = await lstat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return null;
  const read = await readJsonIfPresent(join(dir, recordName)).catch(() => null);
  return EnvironmentRecord.safeParse(read).data ?? null;
}

/** The names of folders that can be environments of ours. */
export async function listCandidates(root: string): Promise<string[]> {
  return (await listNames(root)).filter((name) => EnvironmentName.safeParse(name).success);
}

/** What an end in the middle of work has left there: a folder that work is done in, one that was being removed, and one that did not get into its place whole. */
export async function listUnfinished(root: string): Promise<string[]> {
  const unfinished = (await listNames(root)).filter((name) => name.startsWith(makingPrefix) || isGoing(name));
  const placing: string[] = [];
  for (const name of await listCandidates(root))
    if ((await readEnvironmentRecord(join(root, name)))?.state === 'placing') placing.push(name);
  return [...unfinished, ...placing];
}
