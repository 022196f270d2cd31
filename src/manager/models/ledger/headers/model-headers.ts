import type { DearFiles } from '../../../../base/beside/dear-files';
import { TooDearError, type Reading } from '../../../../base/beside/reading';
import type { LocalModel, ModelHeader } from '../../../../contract/models';
import { describeHeader } from './guess-base';
import { hasHeader, readFileHeader } from './read-header';

/** What the headers of files tell, by path; a file without a header, or whose header tells nothing, is not among them. */
export type HeadersByPath = Readonly<Record<string, ModelHeader>>;

interface CachedHeader {
  stamp: string;
  header: ModelHeader | null;
}

function tellsSomething({ base, precision, notes }: ModelHeader): boolean {
  return base !== null || precision !== null || Object.keys(notes).length > 0;
}

/** What the header of a file tells; null where it has none, or tells nothing. */
export const modelHeader: Reading<string, ModelHeader | null> = {
  name: 'model-header',
  read: (path) => {
    const found = readFileHeader(path);
    const header = found && describeHeader(found);
    return header !== null && tellsSomething(header) ? header : null;
  },
};

const tooDear: ModelHeader = { base: null, precision: null, notes: {}, isTooDear: true };

type ReadModel = Pick<LocalModel, 'path' | 'size_bytes' | 'install_date'>;

/** Reads the headers of model files, beside this thread. What was read is kept in memory, and a file that has not changed since is not opened again. */
export function createModelHeaders(files: DearFiles): (models: readonly ReadModel[]) => Promise<HeadersByPath> {
  let cached: ReadonlyMap<string, CachedHeader> = new Map();

  return async (models) => {
    const next = new Map<string, CachedHeader>();
    const unread: { path: string; stamp: string }[] = [];
    for (const { path, size_bytes: size, install_date: changed } of models) {
      const stamp = `${changed} ${size}`;
      const known = cached.get(path);
      if (known?.stamp === stamp) next.set(path, known);
      else if (hasHeader(path)) unread.push({ path, stamp });
    }
    const found = await files.readMany(
      modelHeader,
      unread.map(({ path }) => path),
    );
    for (const [at, { path, stamp }] of unread.entries()) {
      const one = found[at];
      if (one === undefined) continue;
      const failed = 'error' in one && one.error instanceof TooDearError ? tooDear : null;
      next.set(path, { stamp, header: 'value' in one ? one.value : failed });
    }
    cached = next;
    return Object.fromEntries([...next].flatMap(([path, { header }]) => (header === null ? [] : [[path, header]])));
  };
}
