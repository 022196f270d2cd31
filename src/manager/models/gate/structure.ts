import { msg, type Message } from '../../../contract/text/message';

/** A file as it is looked at. */
export interface Look {
  size: number;
  /** Its first bytes. */
  start: Buffer;
  /** A part of it; shorter where it ends before. */
  read: (at: number, bytes: number) => Promise<Buffer>;
}

/** Longest header that the safetensors library accepts. */
const maxHeaderBytes = 100_000_000;
const stepBytes = 256 * 1024;
/** Inside of a text its quotes are written `\"`, so that none looks like this. */
const offsets = /"data_offsets"\s{0,64}:\s{0,64}\[\s{0,64}\d{1,16}\s{0,64},\s{0,64}(\d{1,16})\s{0,64}\]/g;
/** More than `offsets` can be long. */
const longestMatch = 512;

const lengthOf = (start: Buffer): bigint => start.readBigUInt64LE();

/** Whether bytes begin as a safetensors file: a possible length, and the header in JSON. */
export function isTensorStart(start: Buffer): boolean {
  return start.length > 8 && lengthOf(start) >= 2n && lengthOf(start) <= maxHeaderBytes && start[8] === 0x7b;
}

/** Where the last tensor ends, behind the header; null where none is described. Read step by step: a header can be a hundred megabytes. */
async function endOfTensors({ read }: Look, headerBytes: number): Promise<number | null> {
  let end: number | null = null;
  let rest = '';
  for (let at = 0; at < headerBytes; at += stepBytes) {
    const text = rest + (await read(8 + at, Math.min(stepBytes, headerBytes - at))).toString('latin1');
    for (const [, last] of text.matchAll(offsets)) end = Math.max(end ?? 0, Number(last));
    rest = text.slice(-longestMatch);
  }
  return end;
}

/** What is wrong with a safetensors file: its tensors have to end where the file ends, so that one that was cut is found. */
export async function findTensorFault(look: Look): Promise<Message | null> {
  const headerBytes = Number(lengthOf(look.start));
  if (headerBytes > look.size - 8) return msg`its header has no possible length`;
  const end = await endOfTensors(look, headerBytes);
  if (end === null) return msg`its header does not describe tensors`;
  const missing = end - (look.size - 8 - headerBytes);
  if (missing === 0) return null;
  return missing > 0 ? msg`its tensors need more bytes than it has` : msg`its tensors need fewer bytes than it has`;
}

/** The end record of a zip, with the longest comment that it can have. */
const zipEndBytes = 22 + 65_535;

/** What is wrong with a zip, which torch writes as well: its list stands at its end. */
export async function findZipFault({ size, read }: Look): Promise<Message | null> {
  const from = Math.max(0, size - zipEndBytes);
  const end = await read(from, size - from);
  return end.includes('PK\x05\x06', 0, 'latin1') ? null : msg`its end is missing`;
}

/** A number of a protobuf, and how many bytes it takes; null where it goes on behind the bytes. */
function readVarint(bytes: Buffer, from: number): { value: number; to: number } | null {
  let value = 0;
  for (let at = from; at < Math.min(bytes.length, from + 8); at += 1) {
    const byte = bytes.readUInt8(at);
    value += (byte & 0x7f) * 2 ** (7 * (at - from));
    if (byte < 0x80) return { value, to: at + 1 };
  }
  return null;
}

/** More fields than a model has at its top, with all that is noted there. */
const mostFields = 1000;

/** How many bytes a field of a protobuf takes, by its head; null where it is none that a model has. */
function fieldBytes(head: Buffer): number | null {
  const tag = readVarint(head, 0);
  const value = tag === null ? null : readVarint(head, tag.to);
  if (tag === null || value === null) return null;
  const kind = tag.value & 7;
  if (kind === 0) return value.to;
  return kind === 2 ? value.to + value.value : null;
}

/** What is wrong with an ONNX model: its fields have to end where the file ends. The large one, its graph, is stepped over. */
export async function findOnnxFault({ size, read }: Look): Promise<Message | null> {
  let at = 0;
  for (let count = 0; at < size && count < mostFields; count += 1) {
    const bytes = fieldBytes(await read(at, 20));
    if (bytes === null) return msg`its parts cannot be told apart`;
    at += bytes;
  }
  return at > size ? msg`its parts need more bytes than it has` : null;
}
