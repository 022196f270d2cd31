import { beginSlice } from '../../../../base/async/time-slice';
import type { LocalModel, ModelHeader } from '../../../../contract/models';
import { describeHeader } from './guess-base';
import { hasHeader, readFileHeader } from './read-header';

/** What the headers of files tell, by path; a file without a header, or whose header tells nothing, is not among them. */
export type HeadersByPath = Readonly<Record<string, ModelHeader>>;

interface CachedHeader {
  stamp: string;
  header: ModelHeader;
}

function tellsSomething({ base, precision, notes }: ModelHeader): boolean {
  return base !== null || precision !== null || Object.keys(notes).length > 0;
}

type ReadModel = Pick<LocalModel, 'path' | 'size_bytes' | 'install_date'>;

/** Reads the headers of model files. What was read is kept in memory, and a file that has not changed since is not opened again. */
export function createModelHeaders(): (models: readonly ReadModel[]) => Promise<HeadersByPath> {
  const cached = new Map<string, CachedHeader>();

  const readOne = async ({ path, size_bytes: size, install_date: changed }: ReadModel): Promise<ModelHeader> => {
    const stamp = `${changed} ${size}`;
    const known = cached.get(path);
    if (known?.stamp === stamp) return known.header;
    const found = await readFileHeader(path);
    const header = found === null ? { base: null, precision: null, notes: {} } : describeHeader(found);
    cached.set(path, { stamp, header });
    return header;
  };
  return async (models) => {
    const slice = beginSlice();
    const headers: Record<string, ModelHeader> = {};
    for (const model of models) {
      if (!hasHeader(model.path)) continue;
      const header = await readOne(model);
      if (tellsSomething(header)) headers[model.path] = header;
      // Some headers are megabytes of JSON.
      if (slice.isOver()) await slice.giveWay();
    }
    const present = new Set(models.map(({ path }) => path));
    for (const path of cached.keys()) if (!present.has(path)) cached.delete(path);
    return headers;
  };
}
