import type { FoundModel } from '../../src/contract/found-models';
import type { LocalModel, ModelFolders, ModelHeader, ModelRow } from '../../src/contract/models';
import type { SavedUse } from '../../src/contract/workflows';
import { readSize } from '../../src/contract/text/size-text';
import { lastSegment } from '../texts/formatting';
import { readModelType } from './model-type';

/** What is odd about a model on disk. */
export type ModelFinding =
  /** Smaller than the list says: a download that did not come to its end. */
  | { kind: 'partial' }
  /** Larger than the list says, so it is another file of this name. */
  | { kind: 'other-file' }
  /** The same content lies there as well. */
  | { kind: 'duplicate'; path: string }
  /** ComfyUI looks for a model of this name in another folder. */
  | { kind: 'misplaced'; targetDir: string };

/** One model: of the catalogue, on disk, or both. */
export interface ModelRecord {
  /** What the list calls it, whether it is there or not; of a file that the list does not know, its path. */
  key: string;
  title: string;
  filename: string;
  /** The key of the folder it belongs to, as `checkpoints`; what the list writes where there is no such folder. */
  type: string;
  /** What it is made for: as the list says, else as the file itself does. Empty where neither does. */
  base: string;
  /** The kind of number that its weights are; empty where the file does not say. */
  precision: string;
  /** Whether the file was left unread, because its header is made to be dear. */
  isTooDear: boolean;
  /** What its maker wrote into the file. */
  notes: ModelHeader['notes'];
  description: string;
  listed: ModelRow | null;
  file: LocalModel | null;
  /** Of the file, else of the list; null when it does not say. */
  sizeBytes: number | null;
  findings: readonly ModelFinding[];
  /** The saved workflows that name the file. Null where there is no file, no saved workflow, or no answer yet. */
  uses: SavedUse | null;
  /** What Hugging Face or Civitai says of it, where a search there has found it; null for everything else. */
  found: FoundModel | null;
  /** Lower case. */
  searchText: string;
}

/** Under this size equal sizes are no hint that two files are the same. */
const telltaleBytes = 1_000_000;
/** What the list's size text may be off: by rounding, and upwards by units of 1024. */
const [least, most] = [0.98, 1.08];

/** Of records whose files are one, by links or as names of it, the first alone: what they take is taken once. Pure. */
export function oncePerFile(records: readonly ModelRecord[]): ModelRecord[] {
  const firsts = new Map(records.toReversed().map((record) => [record.file?.nameOf ?? record.file?.path, record]));
  return records.filter(
    (record) => record.file === null || firsts.get(record.file.nameOf ?? record.file.path) === record,
  );
}

const keyOfRow = ({ url, savePath, filename }: ModelRow): string => `${url} ${savePath}/${filename}`;

/** Files whose name and size are those of another: a hint, until both were read. */
function groupTwins(files: readonly LocalModel[]): ReadonlyMap<string, LocalModel[]> {
  const twins = new Map<string, LocalModel[]>();
  for (const file of files) {
    if (file.hash !== null || file.size_bytes < telltaleBytes) continue;
    const mark = `${lastSegment(file.path).toLowerCase()} ${file.size_bytes}`;
    twins.set(mark, [...(twins.get(mark) ?? []), file]);
  }
  const groups = [...twins.values()].filter((group) => group.length > 1);
  return new Map(groups.flatMap((group) => group.map((file) => [file.path, group] as const)));
}

/** What the list says of a file whose size is another one. */
function judgeSize(row: ModelRow, file: LocalModel): ModelFinding[] {
  if (row.presence !== 'other') return [];
  const wanted = readSize(row.size);
  return wanted !== null && file.size_bytes < wanted * least ? [{ kind: 'partial' }] : [{ kind: 'other-file' }];
}

/** Models of the list that are not where they belong, by file name. */
function indexAbsent(rows: readonly ModelRow[]): ReadonlyMap<string, ModelRow[]> {
  const absent = new Map<string, ModelRow[]>();
  for (const row of rows) {
    const name = row.filename.toLowerCase();
    if (row.presence === 'absent' && row.targetDir !== null) absent.set(name, [...(absent.get(name) ?? []), row]);
  }
  return absent;
}

function findPlace(file: LocalModel, absent: ReadonlyMap<string, ModelRow[]>): ModelFinding[] {
  const row = absent.get(lastSegment(file.path).toLowerCase())?.find(({ size }) => {
    const wanted = readSize(size);
    return wanted !== null && file.size_bytes >= wanted * least && file.size_bytes <= wanted * most;
  });
  return row?.targetDir == null ? [] : [{ kind: 'misplaced', targetDir: row.targetDir }];
}

function textOf(...parts: readonly string[]): string {
  return parts.join('\n').toLowerCase();
}

/** A file of the list, if there is one, and what is odd about it. */
type Found = Pick<ModelRecord, 'file' | 'findings'>;

/** What is known of the files on disk beside what they are. */
interface FileFacts {
  /** What they say of themselves, by path. */
  headers: Readonly<Record<string, ModelHeader>>;
  /** The saved workflows that name them, by name; null where nothing is saved, and until it is known. */
  uses: Readonly<Record<string, SavedUse>> | null;
}

/** What is known of all files together. */
interface Known extends FileFacts, Pick<About, 'folders'> {
  /** Where the same content lies as well, by path, as far as the files were read. */
  copies: ReadonlyMap<string, readonly string[]>;
}

const unused: SavedUse = { count: 0, workflows: [] };

function factsOf(
  file: LocalModel | null,
  { headers, uses }: FileFacts,
): Pick<ModelRecord, 'precision' | 'isTooDear' | 'notes' | 'uses'> {
  if (file === null) return { precision: '', isTooDear: false, notes: {}, uses: null };
  const { precision, isTooDear = false, notes = {} } = headers[file.path] ?? {};
  return { precision: precision ?? '', isTooDear, notes, uses: uses && (uses[file.name] ?? unused) };
}

function recordOfRow(row: ModelRow, { file, findings }: Found, { folders, facts }: About): ModelRecord {
  const { name, filename, description } = row;
  const base = row.base || ((file && facts.headers[file.path]?.base) ?? '');
  const type = file?.type ?? readModelType(row.type, row.targetDir, folders);
  return {
    ...{ key: keyOfRow(row), title: name, filename, type, base, description, listed: row, file, findings },
    ...factsOf(file, facts),
    sizeBytes: file?.size_bytes ?? readSize(row.size),
    found: null,
    searchText: textOf(name, filename, row.type, type, base, description),
  };
}

function recordOfFile(file: LocalModel, findings: readonly ModelFinding[], facts: FileFacts): ModelRecord {
  const filename = lastSegment(file.path);
  const base = facts.headers[file.path]?.base ?? '';
  return {
    ...{ key: file.path, title: filename, filename, type: file.type, base, description: '', listed: null, file },
    ...{ findings, sizeBytes: file.size_bytes, searchText: textOf(file.name, file.type, base) },
    ...factsOf(file, facts),
    found: null,
  };
}

interface About {
  folders: ModelFolders;
  facts: FileFacts;
}

/** Brings the list and the disk together: a file that the list knows is one record with its entry. Sorted by title. */
export function mergeModels(
  rows: readonly ModelRow[],
  files: readonly LocalModel[],
  { folders = {}, headers = {}, uses = null, copies = new Map() }: Partial<Known> = {},
): ModelRecord[] {
  const facts = { headers, uses };
  const byPath = new Map(files.map((file) => [file.path, file]));
  const twins = groupTwins(files);
  const absent = indexAbsent(rows);
  const duplicatesOf = (file: LocalModel): ModelFinding[] =>
    [...(copies.get(file.path) ?? []), ...(twins.get(file.path) ?? []).map(({ path }) => path)]
      .filter((path) => path !== file.path)
      .map((path) => ({ kind: 'duplicate', path }) as const);
  const claimed = new Set<string>();
  // The list has a few entries twice.
  const distinct = [...new Map(rows.map((row) => [keyOfRow(row), row])).values()];
  const listed = distinct.map((row) => {
    const file = (row.file === null ? undefined : byPath.get(row.file)) ?? null;
    // Two entries can name one file: it stays one file on disk.
    if (file === null || claimed.has(file.path))
      return recordOfRow(row, { file: null, findings: [] }, { folders, facts });
    claimed.add(file.path);
    return recordOfRow(row, { file, findings: [...judgeSize(row, file), ...duplicatesOf(file)] }, { folders, facts });
  });
  const others = files
    .filter(({ path }) => !claimed.has(path))
    .map((file) => recordOfFile(file, [...findPlace(file, absent), ...duplicatesOf(file)], facts));
  return [...listed, ...others].sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
}

/** The file that lies where a found one would go, if it can be that one. */
function findTaken({ targetDir, filename, sizeBytes }: FoundModel, byPath: ReadonlyMap<string, LocalModel>) {
  if (targetDir === null) return null;
  const file = byPath.get(`${targetDir}${targetDir.includes('\\') ? '\\' : '/'}${filename}`);
  return file !== undefined && (sizeBytes === null || file.size_bytes === sizeBytes) ? file : null;
}

/** What a search at Hugging Face and Civitai has found, in the order in which it was found; what is on disk shows its file. */
export function recordsOfFound(
  found: readonly FoundModel[],
  { files, folders }: { files: readonly LocalModel[]; folders: ModelFolders },
): ModelRecord[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return found.map((row) => {
    const file = findTaken(row, byPath);
    const record = recordOfRow(row, { file, findings: [] }, { folders, facts: { headers: {}, uses: null } });
    return { ...record, key: `found ${record.key}`, sizeBytes: row.sizeBytes ?? record.sizeBytes, found: row };
  });
}
