import { join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { PlannedChange } from '../../../contract/python/package-plan';
import { readTextIfPresent, writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { normaliseName } from '../packages/packages';
import { askCache } from '../environment/tool';
import type { FoundChange } from './found-change';
import type { ResolveContext } from './tool-question';

/** What is known of the file of one package. */
export type FileFacts = Pick<PlannedChange, 'bytes' | 'form'>;

const File = z.object({ url: z.string().optional(), path: z.string().optional(), size: z.number().optional() });
/** A lock file of PEP 751: what counts of it. */
const Lock = z.object({
  packages: z.array(z.object({ name: z.string(), sdist: File.optional(), wheels: z.array(File).optional() })),
});

const nothingKnown: FileFacts = { bytes: null, form: null };
const timeoutMs = 60_000;

const nameOfFile = ({ url, path }: z.infer<typeof File>): string => decodeURIComponent(url ?? path ?? '');

/** How well a wheel fits: made for this very Python before a stable interface, and that before pure Python, as installers prefer them. */
function rankOf(file: z.infer<typeof File>): number {
  const [, tags = ''] = /-((?:py|cp|pp)\d[^/]*)\.whl/u.exec(nameOfFile(file)) ?? [];
  if (/^cp\d+-cp\d+/u.test(tags)) return 3;
  return /^cp\d+-abi3/u.test(tags) ? 2 : 1;
}

/** The facts that uv wrote into a lock file, by normalised name. Pure. Throws for what is no such file. */
function readLock(text: string): ReadonlyMap<string, FileFacts> {
  const { packages } = Lock.parse(parse(text));
  return new Map(
    packages.map(({ name, sdist, wheels = [] }) => {
      const [wheel] = [...wheels].sort((one, other) => rankOf(other) - rankOf(one));
      const file = wheel ?? sdist;
      const form = wheel ? 'wheel' : sdist ? 'source' : null;
      return [normaliseName(name), { bytes: file?.size ?? null, form }] as const;
    }),
  );
}

function formOf({ url, address }: FoundChange): FileFacts {
  const place = url ?? address;
  if (place === null) return nothingKnown;
  const isWheel = /\.whl(?:[#?].*)?$/iu.test(place);
  return { bytes: null, form: isWheel ? 'wheel' : 'source' };
}

/** Asks uv for the files of these versions; they were looked up a moment ago, so it answers from what it has kept. Null when it cannot. */
async function readFromLock(
  found: readonly FoundChange[],
  options: readonly string[],
  { environment, settings, paths, signal, mayBuild }: ResolveContext,
): Promise<ReadonlyMap<string, FileFacts> | null> {
  return withTemporaryFolder(paths.stagingDir, 'plan', async (folder) => {
    const [pins, lock] = [join(folder, 'pins.txt'), join(folder, 'pylock.toml')];
    await writePlain(pins, `${[...options, ...found.map(({ name, version }) => `${name}==${version}`)].join('\n')}\n`);
    const extra = options.some((option) => option.startsWith('--extra-index-url'));
    const best = extra ? ['--index-strategy', 'unsafe-best-match'] : [];
    const args = ['--format', 'pylock.toml', '--no-deps', '--quiet', ...best, '-o', lock, pins];
    const quiet = { log: () => undefined, report: () => undefined, phase: msg`Planning packages`, signal, timeoutMs };
    try {
      await askCache({ environment, settings, cwd: folder, mayBuild }, ['compile', ...args], quiet);
      return readLock((await readTextIfPresent(lock)) ?? '');
    } catch (error) {
      // An older uv knows no such files, and an index may have lost the version meanwhile: then nobody knows the sizes.
      if (error instanceof AppError && error.code === 'cancelled') throw error;
      return null;
    }
  });
}

/** Size and kind of the file of each package, as far as the tool or the index tells. Throws `cancelled`. */
export async function readFileFacts(
  found: readonly FoundChange[],
  options: readonly string[],
  context: ResolveContext,
): Promise<ReadonlyMap<string, FileFacts>> {
  const ofIndex = found.filter(({ address }) => address === null);
  const isAskedOfIndex = context.environment.tool === 'uv' && ofIndex.length > 0;
  const known = (isAskedOfIndex ? await readFromLock(ofIndex, options, context) : null) ?? new Map<string, FileFacts>();
  return new Map(found.map((one) => [one.name, known.get(one.name) ?? formOf(one)] as const));
}
