import { InstallModelParams, type LocalModel, type ModelRow } from '../../contract/models';
import type { WorkflowModel } from '../../contract/workflows';
import { readSize } from '../../contract/text/size-text';
import { keyForType, registryFolders, registryKey } from '../models/places/folder-keys';
import type { ModelUse } from './workflow-content';

const isDefault = (savePath: string): boolean => savePath === '' || savePath === 'default';

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** The folder of ComfyUI in which the list puts a model; null where its type leads to none. */
export function rootOf({ type, savePath }: ModelRow): string | null {
  return isDefault(savePath) ? keyForType(type, registryFolders) : (savePath.split('/')[0] ?? null);
}

/** The entries of the list for a file name; where several have it, the one whose address or folder the workflow names, and all of them where it names neither. */
function findListed(use: ModelUse, named: readonly ModelRow[]): readonly ModelRow[] {
  const isThere = ({ url }: ModelRow): boolean => url === use.url;
  const isOfFolder = (row: ModelRow): boolean =>
    use.directory !== null && registryKey(rootOf(row) ?? '') === registryKey(use.directory);
  const one = named.find(isThere) ?? named.find(isOfFolder);
  return one === undefined && use.directory === null ? named : [one].filter((row) => row !== undefined);
}

/** Where the workflow looks for the file: in its folder, else in that of the list, below the folders of its name. A pack's own folder stays as the list says. */
function placeOf({ name, directory }: ModelUse, row: ModelRow): string {
  const listed = rootOf(row);
  const root = directory ?? listed;
  const below = name.split('/').slice(0, -1);
  if (root === null || listed === 'custom_nodes') return row.savePath;
  // The default may lead into a folder of the person's own.
  const isThere = isDefault(row.savePath) && below.length === 0 && registryKey(root) === listed;
  return isThere ? row.savePath : [root, ...below].join('/');
}

function installListed(use: ModelUse, row: ModelRow): InstallModelParams | null {
  const { name, type, base, url, filename } = row;
  const params = { name, type, base, url, filename, save_path: placeOf(use, row) };
  return InstallModelParams.safeParse(params).data ?? null;
}

/** The address a workflow names is a stranger's word: only a whole https address of the very file counts. */
function installNamed({ name, directory, url }: ModelUse): InstallModelParams | null {
  if (directory === null || url === null || !/^https:\/\//u.test(url)) return null;
  const filename = lastOf(name);
  const folders = [directory, ...name.split('/').slice(0, -1)].join('/');
  const params = { name: filename, type: directory, base: '', url, filename, save_path: folders };
  return InstallModelParams.safeParse(params).data ?? null;
}

function findFile(
  use: ModelUse,
  files: ReadonlyMap<string, readonly LocalModel[]>,
): Pick<WorkflowModel, 'state' | 'path'> {
  const sameName = files.get(lastOf(use.name)) ?? [];
  const isAtPlace = ({ name, type }: LocalModel): boolean =>
    name === use.name && (use.directory === null || type === use.directory);
  const found = sameName.find(isAtPlace);
  if (found !== undefined) return { state: 'present', path: found.path };
  const [other] = sameName;
  return other === undefined ? { state: 'missing', path: null } : { state: 'elsewhere', path: other.path };
}

function folderOf(
  { directory }: ModelUse,
  {
    found,
    listed,
    install,
  }: Pick<WorkflowModel, 'listed' | 'install'> & { found: Pick<WorkflowModel, 'state' | 'path'> },
): string | null {
  if (found.state === 'present' && found.path !== null) return found.path.replace(/[\\/][^\\/]*$/u, '');
  const wanted = install?.save_path ?? 'default';
  if (listed !== null && listed.savePath === wanted) return listed.targetDir;
  return wanted === 'default' ? directory : wanted;
}

function indexBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const known = index.get(name);
    if (known === undefined) index.set(name, [item]);
    else known.push(item);
  }
  return index;
}

/** Says which model files of a workflow are there, and how the others can be had; the missing ones first. Pure. */
export function planModels(
  uses: Iterable<ModelUse>,
  about: { local: readonly LocalModel[]; rows: readonly ModelRow[] },
): WorkflowModel[] {
  const files = indexBy(about.local, ({ name }) => lastOf(name));
  const rows = indexBy(about.rows, ({ filename }) => filename);
  const order: readonly WorkflowModel['state'][] = ['missing', 'elsewhere', 'present'];
  return [...uses]
    .map((use): WorkflowModel => {
      const found = findFile(use, files);
      const candidates = findListed(use, rows.get(lastOf(use.name)) ?? []);
      const isChoice = found.state !== 'present' && new Set(candidates.map(({ url }) => url)).size > 1;
      const listed = isChoice ? null : (candidates[0] ?? null);
      const choices = candidates.flatMap((row) => {
        const params = installListed(use, row);
        return params === null ? [] : [{ listed: row, install: params }];
      });
      const install = (listed === null ? null : installListed(use, listed)) ?? installNamed(use);
      const sizeBytes = listed === null ? null : readSize(listed.size);
      const folder = folderOf(use, { found, listed, install });
      return {
        name: use.name,
        directory: use.directory,
        ...found,
        sizeBytes,
        folder,
        listed,
        install,
        ...(isChoice && { choices }),
      };
    })
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
}
