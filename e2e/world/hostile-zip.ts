import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Archives a manager must refuse. Each also holds an innocent `__init__.py` first, so that "nothing was written" can be checked. */
export type HostileZip =
  | 'parent-path'
  | 'absolute-path'
  | 'drive-letter'
  | 'backslash-parent'
  | 'symlink'
  | 'device-name'
  /** About 30 KB on the wire; 220 entries that share one body of 10 MB each: 2.2 GB unpacked. */
  | 'bomb'
  /** 2 GiB of zeros in one honest entry, 2 MB on the wire. */
  | 'bomb-single'
  /** An entry that declares 10 bytes and unpacks to 64 MB. */
  | 'bomb-lying';

interface RawEntry {
  name: string;
  /** Deflated bytes. */
  data: Buffer;
  crc: number;
  sizeBytes: number;
  /** Unix mode with file type. */
  mode: number;
  /** Reuse the body of the entry before this one: this is what makes an overlapping bomb. */
  overlaps?: boolean;
}

const cache = new Map<HostileZip, Buffer>();

/** Builds one hostile archive; built once per process. */
export function hostileZip(kind: HostileZip): Buffer {
  const known = cache.get(kind);
  if (known) return known;
  const built = writeZip([entry('__init__.py', 'NODE_CLASS_MAPPINGS = {}\n'), ...hostileEntries(kind)]);
  cache.set(kind, built);
  return built;
}

function hostileEntries(kind: HostileZip): RawEntry[] {
  switch (kind) {
    case 'parent-path':
      return [entry('../evil.py', 'print("outside")\n')];
    case 'absolute-path':
      return [entry('/tmp/comfy-world-evil.py', 'print("outside")\n')];
    case 'drive-letter':
      return [entry('C:/evil.py', 'print("outside")\n')];
    case 'backslash-parent':
      return [entry('..\\evil.py', 'print("outside")\n')];
    case 'symlink':
      return [{ ...entry('link', '../../main.py'), mode: 0o120777 }];
    case 'device-name':
      return [entry('aux.py', 'print("device")\n')];
    case 'bomb':
      return overlappingEntries(220, 10);
    case 'bomb-single':
      return [zeros('zeros.bin', 2048)];
    case 'bomb-lying':
      return [{ ...zeros('zeros.bin', 64), sizeBytes: 10 }];
  }
}

function entry(name: string, text: string): RawEntry {
  const content = Buffer.from(text);
  return { name, data: deflateRawSync(content), crc: crc32(content), sizeBytes: content.length, mode: 0o100644 };
}

function overlappingEntries(count: number, mebibytes: number): RawEntry[] {
  const first = zeros('zeros-000.bin', mebibytes);
  return Array.from({ length: count }, (_, index) => ({
    ...first,
    name: `zeros-${String(index).padStart(3, '0')}.bin`,
    overlaps: index > 0,
  }));
}

/** Zeros by the mebibyte. A full flush ends on a byte, so one compressed mebibyte can be repeated instead of compressed again. */
function zeros(name: string, mebibytes: number): RawEntry {
  const mebibyte = Buffer.alloc(1024 * 1024);
  const block = deflateRawSync(mebibyte, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const lastBlock = Buffer.from([0x03, 0x00]);
  const data = Buffer.concat([...Array.from({ length: mebibytes }, () => block), lastBlock]);
  let crc = 0;
  for (let at = 0; at < mebibytes; at += 1) crc = crc32(mebibyte, crc);
  return { name, data, crc, sizeBytes: mebibytes * mebibyte.length, mode: 0o100644 };
}

function writeZip(entries: RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  let start = 0;
  for (const item of entries) {
    if (item.overlaps !== true) {
      start = offset;
      const local = Buffer.concat([header(item, 'local', 0), Buffer.from(item.name), item.data]);
      parts.push(local);
      offset += local.length;
    }
    central.push(Buffer.concat([header(item, 'central', start), Buffer.from(item.name)]));
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...parts, directory, endRecord(entries.length, directory.length, offset)]);
}

/** Local or central header up to the name (APPNOTE 4.3.7 and 4.3.12); time fixed to 2025-01-01. */
function header(item: RawEntry, kind: 'local' | 'central', localOffset: number): Buffer {
  const name = Buffer.byteLength(item.name);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x0800, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt16LE(0x6000, 6);
  shared.writeUInt16LE(0x5a21, 8);
  shared.writeUInt32LE(item.crc, 10);
  shared.writeUInt32LE(item.data.length, 14);
  shared.writeUInt32LE(item.sizeBytes, 18);
  shared.writeUInt16LE(name, 22);
  if (kind === 'local') return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((item.mode << 16) >>> 0, 6);
  tail.writeUInt32LE(localOffset, 10);
  const madeByUnix = Buffer.from([0x1e, 0x03]);
  return Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeByUnix, shared, tail]);
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}
