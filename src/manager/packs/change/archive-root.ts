import { join } from 'node:path';
import { isDirectory, listNames } from '../../../base/files/files';

/** What systems put into archives and no pack means. */
const litter = /^(?:__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini)$/iu;
/** GitHub's archives hold one folder, a person's zip of such a folder one more. */
const deepest = 3;

async function readTop(dir: string): Promise<string[]> {
  return (await listNames(dir)).filter((name) => !litter.test(name));
}

/** The folder of an unpacked archive that is the pack: the first one, from the top, that is more than the wrapping of another. */
export async function findPackRoot(unpackedDir: string): Promise<string> {
  let dir = unpackedDir;
  for (let depth = 0; depth < deepest; depth += 1) {
    const [only, ...others] = await readTop(dir);
    if (only === undefined || others.length > 0 || !(await isDirectory(join(dir, only)))) return dir;
    dir = join(dir, only);
  }
  return dir;
}

const branchSuffix = /-(?:main|master|nightly|v?\d+(?:\.\d+)+|[0-9a-f]{40})$/iu;
/** How browsers number what was downloaded before. */
const copySuffix = /\s*\(\d+\)$/u;

/** The pack's name in the name of a zip or of its folder: `ComfyUI-Tidy-main (1)` is `ComfyUI-Tidy`. */
export function readArchiveName(text: string): string {
  const name = text.trim().replace(copySuffix, '').replace(branchSuffix, '');
  return name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[.~ -]+|[. -]+$/gu, '');
}
