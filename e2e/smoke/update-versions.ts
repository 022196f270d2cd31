import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A version that was built; its folder is a feed of it. */
export interface BuiltVersion {
  folder: string;
  appImage: string;
  deb: string;
}

/** One of the versions that `npm run smoke -- --updates` has built. */
export function builtVersion(version: string): BuiltVersion {
  const given = process.env['SMOKE_VERSIONS'];
  if (given === undefined)
    throw new Error('SMOKE_VERSIONS is not set: start these specs by `npm run smoke -- --updates`.');
  const found = (JSON.parse(given) as Partial<Record<string, BuiltVersion>>)[version];
  if (found === undefined) throw new Error(`Version ${version} was not built.`);
  return found;
}

export interface Disguise {
  version: string;
  /** `latest`, when it is left out. */
  channel?: string;
}

/** Makes a feed that offers the files of one version under the name of another: what an attacker, or a mistake, would make. Gives its folder. */
export async function disguise(
  { folder }: BuiltVersion,
  { version, channel = 'latest' }: Disguise,
  into: string,
): Promise<string> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  for (const name of (await readdir(folder)).filter((one) => /\.(?:AppImage|deb)$/.test(one)))
    await symlink(join(folder, name), join(into, name));
  for (const name of new Set(['latest', channel]))
    await copyFile(join(folder, 'latest-linux.yml'), join(into, `${name}-linux.yml`));
  const list = join(into, `${channel}-linux.yml`);
  await writeFile(list, (await readFile(list, 'utf8')).replace(/^version: .*$/m, `version: ${version}`));
  return into;
}
