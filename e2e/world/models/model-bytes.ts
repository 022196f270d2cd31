import { createHash } from 'node:crypto';
import { zipFiles } from '../zip';

/**
 * One downloadable file: Hugging Face's path form `/<org>/<repo>/resolve/<revision>/<file>`. What it holds comes from its ending: a
 * `.safetensors` is a real one, a `.zip` holds `members`, a `.json` or `.md` is text, anything else is noise.
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
      noise({ seed: `${repo}/${name}`, size }),
    ]);
    return zipFiles(Object.fromEntries(members) as Record<string, Buffer>);
  }
  const seed = `${org}/${repo}/${file.file}`;
  if (isText(file.file)) return Buffer.from(`{"seed": "${seed}"}`.padEnd(sizeBytes));
  return file.file.endsWith('.safetensors') ? safetensors(seed, sizeBytes) : noise({ seed, size: sizeBytes });
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
function noise({ seed, size }: { seed: string; size: number }): Buffer {
  const body = Buffer.alloc(size);
  for (let block = 0; block * 32 < size; block += 1) {
    createHash('sha256')
      .update(`${seed}#${block}`)
      .digest()
      .copy(body, block * 32);
  }
  return body;
}
