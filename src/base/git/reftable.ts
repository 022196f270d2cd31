import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What one ref holds: the hash of an object, or the name of another ref. */
type RefValue = { hash: string } | { target: string };

/** Tables larger than this hold more refs than any repository we know; they are read by git alone. */
const maxTableBytes = 64 << 20;
/** Git may join tables into one while they are read; then the list is read again. */
const maxTries = 3;
const maxSymbolicRefs = 5;
const footerBytes = { 1: 68, 2: 72 } as const;

/** The name of the list of tables in a git folder: where it is, all refs are in tables (git 2.45 and newer, the usual form from git 3 on). */
export const tablesList = join('reftable', 'tables.list');

/** A place in a table, read onwards. What lies beyond the end throws, as everything does that is no table. */
class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes.readUInt8(this.at++);
  }

  number24(): number {
    this.at += 3;
    return this.bytes.readUIntBE(this.at - 3, 3);
  }

  /** Seven bits a byte, the high bit says that more follow; each further byte adds one, so that no number has two forms. */
  varint(): number {
    let byte = this.byte();
    let value = byte & 0x7f;
    while ((byte & 0x80) !== 0) {
      byte = this.byte();
      value = (value + 1) * 128 + (byte & 0x7f);
      if (value > maxTableBytes * 8) throw new RangeError('a number is too large');
    }
    return value;
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new RangeError('the table ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

interface Table {
  bytes: Buffer;
  headerBytes: number;
  blockBytes: number;
  hashBytes: number;
}

function openTable(bytes: Buffer): Table {
  const version = bytes.readUInt8(4);
  if (bytes.toString('latin1', 0, 4) !== 'REFT' || (version !== 1 && version !== 2)) throw new Error('no reftable');
  const blockBytes = bytes.readUIntBE(5, 3);
  const end = bytes.length - footerBytes[version];
  if (version === 1) return { bytes: bytes.subarray(0, end), headerBytes: 24, blockBytes, hashBytes: 20 };
  const hashBytes = bytes.toString('latin1', 24, 28) === 's256' ? 32 : 20;
  return { bytes: bytes.subarray(0, end), headerBytes: 28, blockBytes, hashBytes };
}

/** The value behind a name; null where the ref was deleted. */
function readValue(cursor: Cursor, kind: number, hashBytes: number): RefValue | null {
  if (kind === 0) return null;
  if (kind === 3) return { target: cursor.take(cursor.varint()).toString('utf8') };
  if (kind !== 1 && kind !== 2) throw new Error('an unknown kind of ref');
  const hash = cursor.take(hashBytes).toString('hex');
  // Of an annotated tag the commit is kept as well.
  if (kind === 2) cursor.take(hashBytes);
  return { hash };
}

/** Reads the records of one block, each of which shares the beginning of its name with the one before it. */
function readBlock(cursor: Cursor, end: number, hashBytes: number): [string, RefValue | null][] {
  const found: [string, RefValue | null][] = [];
  let name = Buffer.alloc(0);
  while (cursor.at < end) {
    const shared = cursor.varint();
    const suffix = cursor.varint();
    if (shared > name.length) throw new RangeError('a name begins nowhere');
    name = Buffer.concat([name.subarray(0, shared), cursor.take(suffix >>> 3)]);
    // How many changes ago it was written.
    cursor.varint();
    found.push([name.toString('utf8'), readValue(cursor, suffix & 7, hashBytes)]);
  }
  return found;
}

/** The refs of one table. Its blocks of refs come first; what follows them (indexes and logs) is of no use here. */
function readTable(file: Buffer): [string, RefValue | null][] {
  const { bytes, headerBytes, blockBytes, hashBytes } = openTable(file);
  const found: [string, RefValue | null][] = [];
  let start = 0;
  for (;;) {
    const cursor = new Cursor(bytes, start === 0 ? headerBytes : start);
    if (cursor.at >= bytes.length || cursor.byte() !== 'r'.charCodeAt(0)) return found;
    const length = cursor.number24();
    const end = start + length;
    if (length < 6 || end > bytes.length) throw new RangeError('a block ends nowhere');
    const restarts = bytes.readUInt16BE(end - 2);
    found.push(...readBlock(cursor, end - 2 - 3 * restarts, hashBytes));
    // Blocks are filled up with zeros to one length, unless the next one follows at once.
    const isFilled = blockBytes > length && (end >= bytes.length || bytes[end] === 0);
    start += isFilled ? blockBytes : length;
  }
}

function readStack(gitDir: string): ReadonlyMap<string, RefValue> {
  const refs = new Map<string, RefValue>();
  const names = readFileSync(join(gitDir, tablesList), 'utf8').split('\n').filter(Boolean);
  for (const name of names) {
    if (!/^[\w.-]+$/.test(name)) throw new Error('no name of a table');
    const file = join(gitDir, 'reftable', name);
    if (statSync(file).size > maxTableBytes) throw new RangeError('the table is too large');
    const bytes = readFileSync(file);
    // Later tables are newer.
    for (const [ref, value] of readTable(bytes)) {
      if (value === null) refs.delete(ref);
      else refs.set(ref, value);
    }
  }
  return refs;
}

function readTables(gitDir: string): ReadonlyMap<string, RefValue> {
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    try {
      return readStack(gitDir);
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone) break;
    }
  }
  return new Map();
}

/**
 * All refs that a repository keeps in tables, HEAD among them; none where refs are files, or where the tables cannot be read. A linked work tree's
 * own come before the shared ones. Starts no process: packs are looked at by the thousand, and a git that is older than these tables can read
 * nothing of such a repository. The format is git's: https://git-scm.com/docs/reftable.
 */
export function readTabledRefs({
  gitDir,
  commonDir,
}: {
  gitDir: string;
  commonDir: string;
}): ReadonlyMap<string, RefValue> {
  const shared = readTables(commonDir);
  return gitDir === commonDir ? shared : new Map([...shared, ...readTables(gitDir)]);
}

/** Follows a name to its hash; `target` is the name that it stands for directly. Both are null where there is none. */
export function followTabled(
  refs: ReadonlyMap<string, RefValue>,
  name: string,
): { hash: string | null; target: string | null } {
  const first = refs.get(name);
  const target = first !== undefined && 'target' in first ? first.target : null;
  let value = first;
  for (let depth = 0; value !== undefined && 'target' in value && depth < maxSymbolicRefs; depth += 1) {
    value = refs.get(value.target);
  }
  return { hash: value !== undefined && 'hash' in value ? value.hash : null, target };
}
