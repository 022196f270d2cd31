import { msg, type Message } from '../../../contract/text/message';
import { findOnnxFault, findTensorFault, findZipFault, isTensorStart, type Look } from './structure';
import { isErrorMessage, isPage, whatCame } from './what-came';

/** What a name promises of a file. */
export interface Format {
  names: RegExp;
  /** It holds weights, and nothing that runs. */
  isFreeOfCode?: true;
  /** Types of an answer that it never is. */
  isNever: RegExp;
  /** Whether it can begin with these bytes. */
  opens: (start: Buffer) => boolean;
  /** What is wrong behind a right beginning. */
  findFault?: (look: Look) => Promise<Message | null>;
}

const isZip = (start: Buffer) => start.toString('latin1', 0, 4) === 'PK\x03\x04';
/** Protocols 2 to 5 say themselves; torch writes no older one. */
const isPickle = (start: Buffer) => /^800[2-5]$/.test(start.toString('hex', 0, 2));
const isNoMessage = (start: Buffer) => !isPage(start) && !isErrorMessage(start);
const isUnpacked = (start: Buffer) => whatCame(start)?.kind !== 'packed';
/** GGUF names its version, in either order of bytes (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
const isGguf = (start: Buffer) =>
  start.length >= 8 &&
  start.toString('latin1', 0, 4) === 'GGUF' &&
  [start.readUInt32LE(4), start.readUInt32BE(4)].some((version) => version > 0 && version < 16);
/** A protobuf whose first field is the version of ONNX, a small number, followed by another field of a model. */
const isOnnx = (start: Buffer) =>
  /^08(?!00)[0-7][0-9a-f](?:12|1a|22|28|32|3a|42|72|a2|ca)/.test(start.toString('hex', 0, 3));

const messages = /html|xml|json/i;
const nothing = /^(?!)/;

/**
 * Every format that a download can be, by its name; the first that fits counts. Weights are what ComfyUI and packs load; the others come with a whole repository
 * or in an archive.
 */
const formats: readonly Format[] = [
  {
    ...{ names: /\.(?:safetensors|sft)$/i, isFreeOfCode: true, isNever: messages },
    ...{ opens: isTensorStart, findFault: findTensorFault },
  },
  {
    ...{ names: /\.gguf$/i, isFreeOfCode: true, isNever: messages, opens: isGguf },
    findFault: ({ size }) => Promise.resolve(size < 24 ? msg`it is shorter than a header` : null),
  },
  {
    ...{ names: /\.(?:ckpt|pth?|pt2|bin|pkl|jit|ot)$/i, isNever: messages },
    opens: (start) => isZip(start) || isPickle(start),
    findFault: (look) => (isZip(look.start) ? findZipFault(look) : Promise.resolve(null)),
  },
  { names: /\.onnx$/i, isNever: messages, opens: isOnnx, findFault: findOnnxFault },
  { names: /\.zip$/i, isNever: messages, opens: isZip, findFault: findZipFault },
  {
    ...{ names: /\.jsonl?$/i, isNever: /html|xml/i },
    opens: (start) => /^[\ufeff\s]*(?:[[{"\d-]|true|false|null)/.test(start.toString('utf8')) && isNoMessage(start),
  },
  {
    ...{ names: /\.(?:txt|md|ya?ml|py|cfg|ini|toml|csv|tsv)$/i, isNever: messages },
    opens: (start) => isUnpacked(start) && isNoMessage(start),
  },
  { names: /\.(?:x?html?|xml|svg)$/i, isNever: nothing, opens: isUnpacked },
  { names: /./, isNever: /html/i, opens: isNoMessage },
];

/** What a name promises. */
export function formatOf(name: string): Format {
  const found = formats.find(({ names }) => names.test(name));
  if (found === undefined) throw new Error('A file has a name.');
  return found;
}

/** Whether a name promises a format that holds weights and no code. */
export function isFreeOfCode(name: string): boolean {
  return formatOf(name).isFreeOfCode === true;
}
