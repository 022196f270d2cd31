import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, removeInside, writeJson } from '../../base/files';
import { endRunaways, findRunaways, identifyProcess } from './runaways';

const Remembered = z.object({ pid: z.int().positive(), startedAt: z.string().min(1) });

/** Writes down which process runs, so that the next start of the app can end it when this one is killed and ends nothing. */
export async function rememberProcess(file: string, pid: number): Promise<void> {
  const identity = await identifyProcess(pid);
  if (identity !== null) await writeJson(file, identity);
}

export async function forgetProcess(file: string): Promise<void> {
  await removeInside(dirname(file), basename(file));
}

/** Ends the ComfyUI that an earlier run of this app was killed beside, with its tree. Answers whether there was one. */
export async function endLeftover(file: string): Promise<boolean> {
  const remembered = Remembered.safeParse(await readJsonIfPresent(file));
  if (!remembered.success) return false;
  const { pid, startedAt } = remembered.data;
  const living = await identifyProcess(pid);
  // Another process may have the number by now.
  const isOurs = living?.startedAt === startedAt;
  if (isOurs) await endRunaways([living, ...(await findRunaways(pid))]);
  await forgetProcess(file);
  return isOurs;
}
