import { ManifestModel } from '../../../contract/library/model-manifest';
import type { ModelHeader, ModelRow } from '../../../contract/models';
import type { HeadersByPath } from '../ledger/headers/model-headers';
import type { SourceOf } from '../ledger/known-hashes';
import type { WalkedModels } from '../ledger/local-models';
import { shareableAddress } from '../ledger/source-address';

/** The rows of models on disk, by their paths. */
export type RowsByPath = ReadonlyMap<string, ManifestModel>;

/** What is known of the files on disk. */
export interface KnownFiles {
  walked: WalkedModels;
  sourceOf: SourceOf;
  /** The entries of the model list with the files that are there. */
  rows: readonly ModelRow[];
  headers: HeadersByPath;
}

/** What the list and the file itself say. */
function describeKind(row: ModelRow | undefined, header: ModelHeader | undefined): object {
  const base = row?.base || header?.base || '';
  const licence = header?.notes.license ?? '';
  return { base: base.slice(0, 100), licence: licence.slice(0, 200) };
}

/** What tells each model on disk from every other file, as far as that is known; what has a name that not every system takes is left out. Pure. */
export function describeFiles({ walked, sourceOf, rows, headers }: KnownFiles): RowsByPath {
  const isThere = ({ presence, file }: ModelRow): boolean => presence === 'present' && file !== null;
  const listed = new Map(rows.filter(isThere).map((row) => [row.file, row]));
  const urlsOf = (path: string, row: ModelRow | undefined): string[] => {
    const identity = walked.identities.get(path);
    const known = [identity === undefined ? null : sourceOf(path, identity), shareableAddress(row?.url ?? '')];
    return [...new Set(known.filter((url) => url !== null))];
  };
  const described = walked.models.flatMap(({ path, name, type, size_bytes, hash }) => {
    const row = listed.get(path);
    const kind = describeKind(row, headers[path]);
    const model = { ...{ name, type, size_bytes, sha256: hash, urls: urlsOf(path, row) }, ...kind };
    const checked = ManifestModel.safeParse(model).data;
    return checked === undefined ? [] : [[path, checked] as const];
  });
  return new Map(described);
}
