import { basename, join } from 'node:path';
import { downloadFile } from '../../../base/http/download';
import { copyFolder, removeInside } from '../../../base/files/move-files';
import { ensureFolder, listNames, makeTemporaryFolder, pathExists, writePlain } from '../../../base/files/files';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { RegistryVersion } from '../../catalogue/catalogue';
import { keepSums } from '../inventory/release-files';
import type { PackContext, PackRun } from './pack-run';
import { unpackRelease } from './release-archive';
import { refusePlainHttp } from './safe-address';

/**
 * A pack that is ready to be swapped in, on the volume of `custom_nodes`. Whoever moves it waits for the disk first (`syncTree`): a rename is on the disk
 * before the content of what it moves, and after a power cut the pack would be in its place with empty files.
 */
export interface StagedPack {
  dir: string;
  /** Removes what is left of it; harmless when it was moved away. */
  discard(): Promise<void>;
}

/** Makes an empty place for one pack and calls `fill` on it; what a failure leaves is removed. */
export async function stagePack(context: PackContext, fill: (dir: string) => Promise<void>): Promise<StagedPack> {
  const { stagingDir } = context.paths;
  const folder = await makeTemporaryFolder(stagingDir, 'pack');
  const discard = () => removeInside(stagingDir, basename(folder));
  const dir = join(folder, 'pack');
  try {
    await fill(dir);
    return { dir, discard };
  } catch (error) {
    await discard().catch((reason: unknown) => {
      context.log.warn('A staging folder could not be removed.', { folder, reason });
    });
    throw error;
  }
}

/** Throws `verification-failed` when ComfyUI could import nothing from the folder. */
export async function refuseWithoutPython(dir: string, what: 'archive' | 'repository'): Promise<void> {
  const names = await listNames(dir);
  if (names.some((name) => name.endsWith('.py'))) return;
  const words =
    what === 'archive'
      ? msg`The archive contains no ComfyUI node pack: there is no Python file at its top level.`
      : msg`The repository contains no ComfyUI node pack: there is no Python file at its top level.`;
  throw new AppError('verification-failed', words, {
    remedy: msg`Check that this is the pack you meant; nothing was changed.`,
  });
}

/** Downloads and unpacks one registry version and marks it as the registry's (docs/reference/on-disk.md 4). */
export function stageRegistryPack(context: PackContext, record: RegistryVersion, run: PackRun): Promise<StagedPack> {
  return stagePack(context, async (dir) => {
    const names = await unpackRelease({ release: record, dir, settings: context.settings }, run.job);
    await refuseWithoutPython(dir, 'archive');
    // A repository inside would make the pack a clone in everybody's eyes.
    for (const name of await listNames(dir)) if (name.toLowerCase() === '.git') await removeInside(dir, name);
    await writePlain(join(dir, '.tracking'), names.join('\n'));
    // By these an update knows later what a person has edited.
    await keepSums(context.paths.desktopDir, dir, names);
  });
}

/** Clones a repository at a branch, tag or commit (null: default branch); `registryId` marks it as that pack's nightly. */
export function stageClone(
  context: PackContext,
  input: { url: string; ref: string | null; registryId: string | null },
  run: PackRun,
): Promise<StagedPack> {
  return stagePack(context, async (dir) => {
    await context.git.clone({ url: input.url, dir, ref: input.ref }, run.job);
    await refuseWithoutPython(dir, 'repository');
    if (input.registryId !== null) await writePlain(join(dir, '.git', '.cnr-id'), input.registryId);
  });
}

/**
 * Makes a second copy of a clone at the same commit: the repository is copied, the files come from it. Work on it changes nothing of the
 * first. `advance` then moves it to another commit.
 */
export function stageSecondClone(
  context: PackContext,
  input: { dir: string; advance: (dir: string) => Promise<void> },
  run: PackRun,
): Promise<StagedPack> {
  return stagePack(context, async (dir) => {
    run.job.report({ phase: msg`Preparing`, message: msg`Copying the repository` });
    await ensureFolder(dir);
    await copyFolder(join(input.dir, '.git'), join(dir, '.git'));
    await context.git.restore(dir, run.job);
    await input.advance(dir);
    await refuseWithoutPython(dir, 'repository');
  });
}

/** Downloads the single files of a "copy" entry of the catalogue (docs/reference/on-disk.md 13). */
export function stageFiles(
  context: PackContext,
  files: readonly { url: string; name: string }[],
  run: PackRun,
): Promise<StagedPack> {
  return stagePack(context, async (dir) => {
    await ensureFolder(dir);
    const { settings } = context;
    const stallMs = settings['downloads.stallSeconds'] * 1000;
    const [proxy, maxBytes] = [settings['network.proxy'], settings['archive.maxBytes']];
    for (const { url, name } of files) {
      const file = join(dir, name);
      refusePlainHttp(url, settings['hosts.github']);
      await downloadFile({ url, file, stallMs, proxy, maxBytes }, run.job);
      if (!(await pathExists(file))) throw new AppError('download-failed', msg`${url} gave no file.`);
    }
  });
}
