import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How much is installed: packages, the files of each, and the folders that those lie in. */
export interface Installed {
  packages: number;
  files: number;
  folders: number;
}

/** The package of a number. */
export const nameOf = (at: number): string => `bench_part_${at}`;

/** About as long as the readmes that real metadata ends with. */
const readme = 'What this package is for, and how it is used. '.repeat(200);

function requiresOf(at: number, packages: number): string {
  const others = Array.from({ length: 8 }, (_, index) => (at * 7 + index * 11 + 1) % packages);
  return others
    .map((other, index) => `Requires-Dist: ${nameOf(other)}>=1.0${index % 3 === 0 ? ' ; extra == "more"' : ''}\n`)
    .join('');
}

/** An installed package as pip leaves it: metadata, a record, and the files that the record names. */
async function placePackage(site: string, at: number, { packages, files, folders }: Installed): Promise<void> {
  const name = nameOf(at);
  const info = `${name}-1.${at}.dist-info`;
  const code = Array.from({ length: files }, (_, index) =>
    folders === 1 ? `${name}/part_${index}.py` : `${name}/room_${index % folders}/part_${index}.py`,
  );
  const own = ['METADATA', 'INSTALLER', 'WHEEL', 'RECORD'].map((file) => `${info}/${file}`);
  for (const folder of new Set([...code, info + '/x'].map((file) => dirname(file))))
    await mkdir(join(site, folder), { recursive: true });
  await Promise.all(code.map((file) => writeFile(join(site, file), '')));
  const head = `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.${at}\n`;
  await writeFile(join(site, info, 'METADATA'), `${head}${requiresOf(at, packages)}\n${readme}`);
  await writeFile(join(site, info, 'INSTALLER'), 'pip\n');
  await writeFile(join(site, info, 'WHEEL'), 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
  const sum = 'sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0';
  const record = [...code.map((file) => `${file},${sum}\n`), ...own.map((file) => `${file},,\n`)].join('');
  await writeFile(join(site, info, 'RECORD'), record);
}

/** Fills an environment as a well-used one is filled, without an installer. */
export async function placePackages(site: string, installed: Installed): Promise<void> {
  for (let at = 0; at < installed.packages; at += 1) await placePackage(site, at, installed);
}
