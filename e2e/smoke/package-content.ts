import path, { type PlatformPath } from 'node:path';

/** Where the parts of a package lie: a row of `scripts/release/package-kinds.mjs`, which says what each field means. */
export interface PackageLayout {
  content: string | null;
  resources: string;
  isHeld: boolean;
  mostMebibytes: number;
}

/** A file of a package: its path from the top, with the separators of its system, and its size. */
export interface ContentFile {
  name: string;
  bytes: number;
}

/** What app.asar may take, in MiB: all that is ours, on every system. The rest is Electron's. */
const mostOfOurs = 12;
const mebibyte = 2 ** 20;

/** Everything that a package brings, and where app.asar and the licences lie. Throws for one that unpacks itself elsewhere. */
export function placesOf(
  program: string,
  { content, resources }: PackageLayout,
  { dirname, join }: PlatformPath = path,
) {
  if (content === null) throw new Error(`${program} unpacks itself at a place of its own.`);
  const folder = join(dirname(program), content);
  return { content: folder, resources: join(folder, resources) };
}

/** Files of a package by what they are for, whatever their system writes between folders. */
export function sortContent(files: readonly ContentFile[]) {
  const find = (pattern: RegExp) =>
    files.map(({ name }) => name).filter((name) => pattern.test(name.replaceAll('\\', '/')));
  return {
    licences: find(/(^|\/)LICENSE(\.txt)?$/),
    notices: find(/(^|\/)third-party-notices\.txt$/),
    useless: find(/(^|\/)default_app\.asar$|\.map$/),
  };
}

/** What takes too much room, in sentences; none: it is as small as it has to be. */
export function judgeSize(files: readonly ContentFile[], { mostMebibytes }: PackageLayout): string[] {
  const sizeOf = (some: readonly ContentFile[]) => some.reduce((sum, { bytes }) => sum + bytes, 0) / mebibyte;
  const ours = files.filter(({ name }) => /(^|[\\/])app\.asar$/.test(name));
  const limits = [
    { what: 'the package', size: sizeOf(files), most: mostMebibytes },
    { what: 'app.asar', size: sizeOf(ours), most: mostOfOurs },
  ];
  return limits
    .filter(({ size, most }) => size === 0 || size > most)
    .map(({ what, size, most }) => `${what} takes ${size.toFixed(1)} MiB, and may take ${most}`);
}
