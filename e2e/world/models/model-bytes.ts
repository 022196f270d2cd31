import { createHash } from 'node:crypto';
import { zipFiles } from '../zip';

/**
 * One downloadable file: Hugging Face's path form `/<org>/<repo>/resolve/<revision>/<file>`. What it holds comes from its ending: weights are noise
 * in what their format asks for, a `.zip` holds `members`, a `.json` or `.md` is text.
 */
export interface ModelFile {
  org: string;
  repo: string;
  /** Path inside the repository. */
  file: string;
  sizeBytes: number;
  /** Name to size of what a zip holds; it decides the size of the zip. */
  members?: Record<string, number>;
}

/** Whether a file of a repository is small text, which the hub sends itself. */
export function isText(file: string): boolean {
  return /\.(json|md|txt|gitattributes)$/.test(file);
}

const made = new Map<string, Promise<Buffer>>();

/** What a file holds. Made once per process: the same file has the same bytes in every world. */
export function modelBytes(file: ModelFile): Promise<Buffer> {
  const key = JSON.stringify(file);
  const bytes = made.get(key) ?? makeBytes(file);
  made.set(key, bytes);
  return bytes;
}

async function makeBytes(file: ModelFile): Promise<Buffer> {
  const { org, repo, sizeBytes } = file;
  if (file.members) {
    const members = Object.entries(file.members).map(([name, size]) => [
      name,
      weightsOf(name, { seed: `${repo}/${name}`, size }),
    ]);
    return zipFiles(Object.fromEntries(members) as Record<string, Buffer>);
  }
  const seed = `${org}/${repo}/${file.file}`;
  if (isText(file.file)) return Buffer.from(`{"seed": "${seed}"}`.padEnd(sizeBytes));
  return weightsOf(file.file, { seed, size: sizeBytes });
}

interface Noise {
  seed: string;
  size: number;
}

/** How the formats of weights begin; an ONNX model is its version, and a graph of all that follows. */
const beginnings: readonly (readonly [RegExp, (size: number) => string])[] = [
  [/\.(ckpt|pt|pth|bin)$/, () => '80027d71'],
  [/\.gguf$/, () => `4747554603000000${'0100000000000000'.repeat(2)}`],
  [/\.onnx$/, (size) => `08073a${varint(size - 2 - 1 - 5)}`],
];

/** Five bytes of a protobuf for a length. */
function varint(value: number): string {
  const bytes = [0, 7, 14, 21, 28].map((shift, at) => (Math.floor(value / 2 ** shift) & 0x7f) | (at < 4 ? 0x80 : 0));
  return Buffer.from(bytes).toString('hex');
}

/** Noise in a file of the format that its name says. */
export function weightsOf(name: string, { seed, size }: Noise): Buffer {
  if (/\.(safetensors|sft)$/.test(name)) return safetensors(seed, size);
  const start = Buffer.from(beginnings.find(([ending]) => ending.test(name))?.[1](size) ?? '', 'hex');
  return Buffer.concat([start, noise({ seed, size: size - start.length })]);
}

/** A safetensors file with one tensor of noise: header length (8 bytes, little endian), header in JSON, data. */
function safetensors(seed: string, sizeBytes: number): Buffer {
  const headerBytes = 120;
  const dataBytes = sizeBytes - 8 - headerBytes;
  const header = { noise: { dtype: 'U8', shape: [dataBytes], data_offsets: [0, dataBytes] } };
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes));
  return Buffer.concat([
    length,
    Buffer.from(JSON.stringify(header).padEnd(headerBytes)),
    noise({ seed, size: dataBytes }),
  ]);
}

/** Bytes from a seed, the same on every machine. */
function noise({ seed, size }: Noise): Buffer {
  const body = Buffer.alloc(size);
  for (let block = 0; block * 32 < size; block += 1) {
    createHash('sha256')
      .update(`${seed}#${block}`)
      .digest()
      .copy(body, block * 32);
  }
  return body;
}
