import { dirname, join } from 'node:path';
import type { DaysOfUse } from '../../../base/files/days-of-use';
import { isInside, listNames, pathExists, volumeOf } from '../../../base/files/files';
import type { Logger } from '../../../base/log';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import { programsDirOf } from '../environment/python-files';
import { rootOf } from './kept-distribution';
import { createPackageStore, type PackageStore } from './package-store';
import { listRecords, type Distribution } from './packages';
import { listProtected, takeAway } from './take-away';

type Folders = Pick<PythonEnvironment, 'sitePackagesDirs'>;

/** Every record in the package folders of an environment. */
export async function listAll({ sitePackagesDirs }: Folders): Promise<Distribution[]> {
  return (await Promise.all(sitePackagesDirs.map(listRecords))).flat();
}

/** What lies where a change may bring new names: the package folders, and the programs of an environment of its own. */
export async function readNames(environment: PythonEnvironment): Promise<Record<string, string[]>> {
  const { interpreter, sitePackagesDirs } = environment;
  const programs = programsDirOf(interpreter, process.platform);
  // The programs of a system are many people's.
  const isOwn = sitePackagesDirs.some((dir) => isInside(rootOf(dir), programs)) && (await hasConfig(dirname(programs)));
  const folders = isOwn ? [...sitePackagesDirs, programs] : sitePackagesDirs;
  return Object.fromEntries(
    await Promise.all(folders.map(async (folder) => [folder, await listNames(folder)] as const)),
  );
}

function hasConfig(root: string): Promise<boolean> {
  return pathExists(join(root, 'pyvenv.cfg'));
}

interface StorePlace {
  paths: Pick<Paths, 'desktopDir'>;
  environment: () => Promise<Folders>;
  days?: DaysOfUse | undefined;
  log: Logger;
}

/** Opens the store on the volume of the packages, where holding a file costs nothing; else beside our other files, for copies. */
export async function openPackageStore({
  paths: { desktopDir },
  environment,
  days,
  log,
}: StorePlace): Promise<PackageStore> {
  const rest = { readAge: days?.readAge, log };
  const ours = join(desktopDir, 'packages');
  const [sitePackages] = await environment().then(
    ({ sitePackagesDirs }) => sitePackagesDirs,
    () => [],
  );
  if (sitePackages === undefined || (await volumeOf(sitePackages)) === (await volumeOf(desktopDir)))
    return createPackageStore({ dir: ours, ...rest });
  const root = rootOf(sitePackages);
  const dir = (await hasConfig(root)) ? join(root, '.comfyui-manager-desktop', 'packages') : ours;
  return createPackageStore({ dir, ...rest });
}

/** Puts a package back at a version that is kept, and takes away what is there of it in another. False when it is not kept. */
export async function isBroughtBack(
  wanted: { name: string; version: string },
  environment: Folders,
  store: PackageStore,
): Promise<boolean> {
  const now = await store.identify(await listAll(environment));
  const present = now.filter(({ name }) => name === wanted.name);
  const folder = present[0] === undefined ? environment.sitePackagesDirs[0] : dirname(present[0].infoPath);
  const keptCopy = folder === undefined ? null : await store.find(wanted, folder);
  if (keptCopy === null || !(await store.restore(keptCopy))) return false;
  const protectedPlaces = await listProtected([keptCopy, ...now.filter(({ name }) => name !== wanted.name)], store);
  for (const one of present) if (one.infoPath !== keptCopy.infoPath) await takeAway(one, protectedPlaces);
  return true;
}
