import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { makeTemporaryFolder, pathExists, readJsonIfPresent, writeJson } from '../../base/files/files';
import { movePath, removeInside } from '../../base/files/move-files';
import { renameToRemove } from '../../base/files/remove-by-rename';
import { fixMoved } from '../python/making/fix-moved';
import { SetupChoice, SetupStepName } from '../../contract/operations/setup';
import { TorchKind } from '../../contract/python/making';

/** What an installation was begun with, and the steps that are over. It lies in the staging folder, and says that the folder is ours. */
export const SetupRecord = z.object({
  version: z.literal(1),
  choice: SetupChoice,
  /** The folder that is made. */
  folder: z.string(),
  python: z.string(),
  torch: TorchKind,
  done: z.array(SetupStepName),
});
export type SetupRecord = z.infer<typeof SetupRecord>;

const recordName = 'setup.json';
const stagingPrefix = '.comfyui-setup';

/** Where a new installation is prepared: a folder beside the one that is made, so that it gets into its place by one rename. */
export interface Staging {
  dir: string;
  /** ComfyUI's code. */
  codeDir: string;
  environmentDir: string;
  /** What is needed only while it is proven. */
  proofDir: string;
}

/** The environment's name in a ComfyUI folder. */
export const environmentName = '.venv';

/** The places of a staging folder. */
export function placesIn(dir: string): Staging {
  const codeDir = join(dir, 'ComfyUI');
  return { dir, codeDir, environmentDir: join(codeDir, environmentName), proofDir: join(dir, 'proof') };
}

/** Makes an empty staging folder beside `folder`. */
export async function createStaging(folder: string): Promise<Staging> {
  return placesIn(await makeTemporaryFolder(dirname(folder), stagingPrefix));
}

/** Gives a staging folder that is ours another name, and answers it; its environment is told. */
export async function renewStaging(dir: string): Promise<string> {
  const renewed = join(dirname(dir), `${stagingPrefix}-${randomUUID().slice(0, 8)}`);
  await movePath(dir, renewed);
  await fixMoved(placesIn(renewed).environmentDir, placesIn(dir).environmentDir);
  return renewed;
}

/** Writes down how far it has come. */
export async function writeRecord({ dir }: Staging, record: SetupRecord): Promise<void> {
  await writeJson(join(dir, recordName), record);
}

/** What a staging folder says of itself; null where it is none of ours. */
export async function readRecord(dir: string): Promise<SetupRecord | null> {
  if (!basename(dir).startsWith(`${stagingPrefix}-`)) return null;
  const parsed = SetupRecord.safeParse(await readJsonIfPresent(join(dir, recordName)));
  return parsed.success ? parsed.data : null;
}

/** Removes a staging folder that is proven to be ours; nothing happens where there is none. */
export async function removeStaging(dir: string): Promise<void> {
  if (!basename(dir).startsWith(`${stagingPrefix}-`) || !(await pathExists(dir))) return;
  const remove = await renameToRemove(dirname(dir), basename(dir));
  await remove();
}

/** Removes a part of it, made anew by whoever needs it. */
export async function removePart({ dir }: Staging, place: string): Promise<void> {
  await removeInside(dir, place.slice(dir.length + 1));
}
