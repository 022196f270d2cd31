import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { wholeRepository, type CatalogueModel, type ModelRow } from '../../../contract/models';
import { foldName } from '../places/fold-name';
import type { ModelPlaces } from '../places/folders';
import { assertInRoots } from '../places/real-place';
import { beginsRight } from '../gate/gate';
import { fitsSizeText } from '../gate/size-text';
import { decideTarget, nameInTarget, sameKeyFolders } from '../places/target';

/** Looks of one call: every folder is read once, and a file is looked at only when its name was seen. */
interface FolderReads {
  /** Names in a folder by their folded form. */
  namesIn(folder: string): Promise<ReadonlyMap<string, string>>;
  isAllowed(dir: string, roots: readonly string[]): Promise<boolean>;
}

/** Asks once per key; what is given beside the key must be the same for the same key. */
function remember<T, R extends unknown[]>(
  ask: (key: string, ...rest: R) => Promise<T>,
): (key: string, ...rest: R) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, ...rest) => {
    const answer = known.get(key) ?? ask(key, ...rest);
    known.set(key, answer);
    return answer;
  };
}

function createFolderReads(): FolderReads {
  return {
    namesIn: remember(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return new Map(names.map((name) => [foldName(name), name]));
    }),
    isAllowed: remember((dir: string, roots: readonly string[]) =>
      assertInRoots(dir, roots).then(
        () => true,
        () => false,
      ),
    ),
  };
}

type Found = Pick<ModelRow, 'presence' | 'file'>;
const absent: Found = { presence: 'absent', file: null };

async function judge(file: string, model: CatalogueModel): Promise<Found> {
  const found = await stat(file).catch(() => null);
  if (found === null) return absent;
  const isFolder = model.filename === wholeRepository || /\.zip$/i.test(model.filename);
  const isModel = async () => fitsSizeText(found.size, model.size) && (await beginsRight(file, model.filename));
  const isIt = isFolder ? found.isDirectory() : found.isFile() && (await isModel());
  return { presence: isIt ? 'present' : 'other', file };
}

async function findIn(
  folders: readonly string[],
  about: { name: string; model: CatalogueModel; reads: FolderReads },
): Promise<Found> {
  let best = absent;
  for (const folder of folders) {
    const name = (await about.reads.namesIn(folder)).get(foldName(about.name));
    if (name === undefined) continue;
    const found = await judge(join(folder, name), about.model);
    if (found.presence === 'present') return found;
    if (best.presence === 'absent') best = found;
  }
  return best;
}

async function describeModel(model: CatalogueModel, places: ModelPlaces, reads: FolderReads): Promise<ModelRow> {
  const request = { type: model.type, save_path: model.savePath };
  try {
    const target = decideTarget(request, places);
    const name = nameInTarget(model);
    const found = await findIn([target.dir, ...sameKeyFolders(request, places)], { name, model, reads });
    const isAllowed = await reads.isAllowed(target.dir, target.roots);
    return { ...model, ...found, targetDir: isAllowed ? target.dir : null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...model, ...absent, targetDir: null };
  }
}

/**
 * The list with what is on disk: by name in the folder an install would write to and at the same place below every folder of the key,
 * the size compared with the list's text within its rounding. Of repositories and zips the folder is looked for.
 */
export function describeModels(models: readonly CatalogueModel[], places: ModelPlaces): Promise<ModelRow[]> {
  const reads = createFolderReads();
  return Promise.all(models.map((model) => describeModel(model, places, reads)));
}
