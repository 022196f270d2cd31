import { join } from 'node:path';
import { copyForTrial } from '../../base/files/copy-for-trial';
import { linkFolder } from '../../base/files/copy-tree';
import { ensureFolder, isDirectory, listNames, writePlain } from '../../base/files/files';
import { movePath, removeInside } from '../../base/files/move-files';
import { withTemporaryFolder } from '../../base/files/temporary-folder';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { msg, packMessage } from '../../contract/text/message';
import { isProtected } from '../packs/change/pack-run';
import type { PackCopy } from '../packs/inventory/inventory';
import type { StagedFolders, RehearsalOptions, TriedUpdate } from './rehearsal-context';

const prefix = 'rehearsal';

/**
 * Python starts this in place of `main.py`. What is staged stands before the packages of the environment and behind the standard library, where installed
 * packages are looked for; variables such as PYTHONPATH would put it before both, and a portable Python reads none.
 */
const starterText = `import os, runpy, site, sys
folder, main = sys.argv[1], os.path.abspath(sys.argv[2])
sys.argv = sys.argv[2:]
# An embedded Python has no folder of the script there, but the first of its own places.
sys.path[0 : 0 if sys.flags.isolated else 1] = [os.path.dirname(main)]
names = ("site-packages", "dist-packages")
places = [at for at, path in enumerate(sys.path) if os.path.basename(path.rstrip("/\\\\")) in names]
sys.path.insert(places[0] if places else len(sys.path), folder)
if os.path.isdir(folder):
    site.addsitedir(folder)
runpy.run_path(main, run_name="__main__")
`;

/** Models are read where they are: nobody copies hundreds of gigabytes, and without them packs would download theirs. */
async function linkModels(baseDir: string, base: string): Promise<void> {
  const models = join(baseDir, 'models');
  if (await isDirectory(models)) await linkFolder(models, join(base, 'models'));
}

/** Runs work with the empty folders of one rehearsal, on the volume of `custom_nodes`. All of it is gone afterwards. */
export function withFolders<T>(
  { paths, installation }: RehearsalOptions,
  work: (folders: StagedFolders) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(paths.stagingDir, prefix, async (root) => work(await makeFolders(root, installation)));
}

async function makeFolders(root: string, installation: RehearsalOptions['installation']): Promise<StagedFolders> {
  const base = join(root, 'base');
  const folders = {
    ...{ root, base, customNodesDir: join(base, 'custom_nodes'), nextDir: join(root, 'next') },
    ...{ previousDir: join(root, 'previous'), proofDir: join(root, 'proof'), starter: join(root, 'start.py') },
  };
  const { customNodesDir, nextDir, previousDir } = folders;
  for (const folder of [customNodesDir, nextDir, previousDir]) await ensureFolder(folder);
  await writePlain(folders.starter, starterText);
  await linkModels(installation.baseDir, base);
  return folders;
}

/** Takes away what rehearsals of an app that was killed have left. */
export async function removeLeftoverFolders(stagingDir: string): Promise<void> {
  const leftovers = (await listNames(stagingDir)).filter((name) => name.startsWith(`${prefix}-`));
  for (const name of leftovers) await removeInside(stagingDir, name);
}

/** The packs that a start loads. ComfyUI-Manager is left out: it starts tasks of its own. */
function loadedCopies(copies: readonly PackCopy[]): PackCopy[] {
  return copies.filter((copy) => copy.enabled && !isProtected([copy.key, copy.name, copy.registryId]));
}

/** Copies every enabled pack as it is, so that starts may write into what they load. Throws `disk-full`, `cancelled`. */
export async function copyPacks(folders: StagedFolders, { packs }: RehearsalOptions, job: JobContext): Promise<void> {
  const loaded = loadedCopies(await packs.copies());
  for (const [at, { dir, name }] of loaded.entries()) {
    stopIfCancelled(job);
    job.report({ phase: msg`Copying packs`, message: msg`${at + 1} of ${loaded.length}: ${packMessage(name)}` });
    await copyForTrial(dir, join(folders.customNodesDir, name), { signal: job.signal });
  }
}

/** Puts exactly these of the updates into their places, and the installed versions of all others. */
export async function placeUpdates(
  { customNodesDir, nextDir, previousDir }: StagedFolders,
  updates: readonly TriedUpdate[],
): Promise<void> {
  const wanted = new Set(updates.map(({ name }) => name));
  for (const name of await listNames(previousDir)) {
    if (wanted.has(name)) continue;
    await movePath(join(customNodesDir, name), join(nextDir, name));
    await movePath(join(previousDir, name), join(customNodesDir, name));
  }
  const placed = new Set(await listNames(previousDir));
  for (const name of wanted) {
    if (placed.has(name)) continue;
    await movePath(join(customNodesDir, name), join(previousDir, name));
    await movePath(join(nextDir, name), join(customNodesDir, name));
  }
}
