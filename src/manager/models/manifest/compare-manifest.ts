import { ManifestState, type ManifestModel, type ManifestRow } from '../../../contract/library/model-manifest';
import { InstallModelParams, type LocalModel } from '../../../contract/models';
import { keyForType, registryKey } from '../places/folder-keys';
import { foldName } from '../places/fold-name';

type Placed = Pick<ManifestModel, 'type' | 'name'>;
/** How a model stands, and the file by which it does. */
interface Found {
  state: ManifestState;
  file: LocalModel | null;
}

const placeOf = ({ type, name }: Placed): string => foldName(`${registryKey(type)}/${name}`);
const lastOf = (name: string): string => name.split('/').at(-1) ?? name;
const likenessOf = (name: string, size: number): string => `${size} ${foldName(lastOf(name))}`;

/** The files of this machine by where they lie, by content, and by name and size. */
interface FileIndex {
  byPlace: ReadonlyMap<string, LocalModel>;
  byHash: ReadonlyMap<string, LocalModel>;
  byLikeness: ReadonlyMap<string, LocalModel>;
}

function indexFiles(files: readonly LocalModel[]): FileIndex {
  return {
    byPlace: new Map(files.map((file) => [placeOf(file), file])),
    byHash: new Map(files.flatMap((file) => (file.hash === null ? [] : [[file.hash, file]]))),
    byLikeness: new Map(files.map((file) => [likenessOf(file.name, file.size_bytes), file])),
  };
}

/** Whether a file is the one of the list; null where nobody can tell: a size alone proves nothing. */
function isSame({ size_bytes: size, sha256 }: ManifestModel, file: LocalModel): boolean | null {
  if (size !== null && size !== file.size_bytes) return false;
  return sha256 === null || file.hash === null ? null : sha256 === file.hash;
}

function judgeAtPlace(model: ManifestModel, file: LocalModel | undefined): Found | null {
  if (file === undefined) return null;
  const isIt = isSame(model, file);
  if (isIt === null) return { state: 'unproven', file };
  return { state: isIt ? 'here' : 'other', file };
}

function findFile(model: ManifestModel, { byPlace, byHash, byLikeness }: FileIndex): Found {
  const { name, size_bytes: size, sha256 } = model;
  const atPlace = judgeAtPlace(model, byPlace.get(placeOf(model)));
  if (atPlace !== null && atPlace.state !== 'other') return atPlace;
  const twin = sha256 === null ? undefined : byHash.get(sha256);
  if (twin !== undefined) return { state: 'elsewhere', file: twin };
  if (atPlace !== null) return atPlace;
  const alike = size === null ? undefined : byLikeness.get(likenessOf(name, size));
  if (alike !== undefined && isSame(model, alike) === null) return { state: 'unproven', file: alike };
  return { state: 'missing', file: null };
}

/** What brings a model to its place: checked against what the list says of it. */
function installOf(model: ManifestModel, folders: Readonly<Record<string, unknown>>): InstallModelParams | null {
  const { name, type, base, size_bytes, sha256 } = model;
  const below = name.split('/').slice(0, -1);
  // The default may lead into a folder of the person's own.
  const isDefault = below.length === 0 && keyForType(type, folders) === registryKey(type);
  const save_path = isDefault ? 'default' : [type, ...below].join('/');
  const filename = lastOf(name);
  const [url, ...others] = model.urls;
  const mirrors = sha256 === null || others.length === 0 ? {} : { mirrors: others };
  const params = { ...{ name: filename, type, base, filename, save_path, url }, size_bytes, sha256, ...mirrors };
  return InstallModelParams.safeParse(params).data ?? null;
}

/** Says of each model of a list how it stands on this machine; what is missing first. Pure. */
export function compareManifest(
  models: readonly ManifestModel[],
  { files, folders }: { files: readonly LocalModel[]; folders: Readonly<Record<string, unknown>> },
): ManifestRow[] {
  const index = indexFiles(files);
  const order = ManifestState.options;
  // Of two that want one place the first counts.
  const distinct = new Map(models.toReversed().map((model) => [placeOf(model), model]));
  return [...distinct.values()]
    .map((model): ManifestRow => {
      const { state, file } = findFile(model, index);
      const isElsewhere = file !== null && placeOf(file) !== placeOf(model);
      return {
        ...model,
        state,
        path: file?.path ?? null,
        place: isElsewhere ? `${file.type}/${file.name}` : null,
        install: state === 'missing' ? installOf(model, folders) : null,
      };
    })
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        Number(a.install === null) - Number(b.install === null) ||
        a.name.localeCompare(b.name),
    );
}
