import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../contract/errors';
import { describeBytes } from '../../../contract/text/size-text';
import { msg, type Message } from '../../../contract/text/message';
import type { HttpAnswer } from '../../../base/http/fetch';
import { peek } from '../../../base/http/peek';
import { readRange } from '../places/model-content';
import { formatOf, type Format } from './formats';
import { fitsSizeText } from './size-text';
import { whatCame, type Came } from './what-came';

/** What is known of a file before it gets its name; null where nobody has said it. */
export interface Told {
  /** The name it will have; with folders, where it is one of a repository. */
  name: string;
  sizeBytes: number | null;
  /** In lower-case hex. */
  sha256: string | null;
  /** The hash comes from elsewhere than the file: it then proves the file better than its size in a list, and than the beginning of a format that may hold code anyway. */
  isVouched?: boolean;
  /** What the list says, e.g. `4.71MB`; each of several entries of one address can be right. */
  listedSizes?: readonly string[];
  /** Repositories hold empty files on purpose. */
  mayBeEmpty?: boolean;
}

/** Nothing is known beside the name. */
export const untold = (name: string): Told => ({ name, sizeBytes: null, sha256: null });

/** Why something is not the file. `message`: a host said something in its place. `mismatch`: another size or hash. */
export interface Fault {
  kind: Came['kind'] | 'mismatch' | 'listed';
  reason: Message;
}

/** Enough for the beginning of every format, and for the first words of a message. */
const startBytes = 4096;
/** Less than that of a longer file does not tell how it begins. */
const tellingBytes = 16;
/** Some storages name how a file was sent to them; it comes as it is. */
const unpacked = /^(?:identity|aws-chunked)?$/i;

const mismatch = (reason: Message): Fault => ({ kind: 'mismatch', reason });

function findStartFault(start: Buffer, format: Format, { isVouched = false }: Told): Fault | null {
  if (start.length > 0 && format.opens(start)) return null;
  const came = whatCame(start) ?? { kind: 'other', reason: msg`it does not begin as a file of its name does` };
  return came.kind === 'other' && isVouched && format.isFreeOfCode !== true ? null : came;
}

function findSizeFault(bytes: number | null, { sizeBytes, listedSizes = [], isVouched = false }: Told): Fault | null {
  if (bytes === null) return null;
  if (sizeBytes !== null && bytes !== sizeBytes)
    return mismatch(msg`it has the wrong size: ${bytes} bytes instead of ${sizeBytes}`);
  if (isVouched || listedSizes.length === 0 || listedSizes.some((text) => fitsSizeText(bytes, text))) return null;
  const listed = listedSizes.join(', ');
  return { kind: 'listed', reason: msg`it has ${describeBytes(bytes)} (${bytes} bytes), but the list says ${listed}` };
}

function findHashFault(computed: string | null, { sha256 }: Told): Fault | null {
  if (sha256 === null || computed === null || computed === sha256) return null;
  return mismatch(msg`it has the wrong SHA-256: ${computed} instead of ${sha256}`);
}

/** The first bytes of an answer that is the beginning of a file; none of any other stretch. */
async function startOf({ status, header, body }: HttpAnswer): Promise<Buffer> {
  const isLater = status === 206 && !/^bytes 0-/i.test(header('content-range') ?? '');
  if (isLater || header('content-length') === '0') return Buffer.alloc(0);
  return (await peek(body)).subarray(0, startBytes);
}

type Headers = Pick<HttpAnswer, 'header'>;
const headerOf = ({ header }: Headers, name: string): string => (header(name) ?? '').split(';', 1).join('').trim();
const typeOf = (answer: Headers): string => headerOf(answer, 'content-type').slice(0, 80);

/** Whether an answer calls itself what a file of this name never is: a page, or a message of an interface. */
export function isOtherType(answer: Headers, name: string): boolean {
  return formatOf(name).isNever.test(typeOf(answer));
}

function messageIn(start: Buffer, answer: Headers): Fault {
  const came = start.length === 0 ? null : whatCame(start);
  return came?.kind === 'message' ? came : { kind: 'message', reason: msg`it calls itself ${typeOf(answer)}` };
}

/**
 * Looks at an answer before its first byte is written: how it is packed, what it calls itself, how it begins, and the size and hash that it names. Null where it can be
 * the file. Throws what reading throws.
 */
export async function findAnswerFault(
  answer: HttpAnswer,
  told: Told,
  named: { sizeBytes: number | null; sha256: string | null },
): Promise<Fault | null> {
  const encoding = headerOf(answer, 'content-encoding');
  if (!unpacked.test(encoding)) return { kind: 'packed', reason: msg`it is packed (${encoding.slice(0, 40)})` };
  const start = await startOf(answer);
  if (isOtherType(answer, told.name)) return messageIn(start, answer);
  const fault = start.length < tellingBytes ? null : findStartFault(start, formatOf(told.name), told);
  return fault ?? findSizeFault(named.sizeBytes, told) ?? findHashFault(named.sha256, told);
}

interface Found {
  path: string;
  size: number;
}

/** What is wrong with the bytes of a file of weights, or of whatever its name says. */
async function findContentFault({ path, size }: Found, told: Told, readHash?: () => Promise<string>) {
  const format = formatOf(told.name);
  const read = (at: number, bytes: number) => readRange(path, at, bytes);
  const start = await read(0, startBytes);
  const first = findStartFault(start, format, told) ?? findSizeFault(size, told);
  if (first !== null) return first;
  const other = told.sha256 === null || readHash === undefined ? null : findHashFault(await readHash(), told);
  if (other !== null || !format.opens(start) || format.findFault === undefined) return other;
  const reason = await format.findFault({ size, start, read });
  return reason === null ? null : { kind: 'other' as const, reason };
}

/**
 * The one gate of models: nothing gets or keeps the name of a model that does not pass here. Judges how a file begins, its size, its hash, and how it ends. Null where it is
 * what was told. Reads some kilobytes, and of safetensors the header.
 *
 * @param readHash Called only where a hash is told.
 */
export async function findFault(path: string, told: Told, readHash?: () => Promise<string>): Promise<Fault | null> {
  const found = await stat(path).catch(() => null);
  // A pipe in its place would be waited for for ever.
  if (found?.isFile() !== true) return { kind: 'other', reason: msg`it is no file` };
  if (found.size === 0 && told.mayBeEmpty === true) return findSizeFault(0, told);
  return findContentFault({ path, size: found.size }, told, readHash);
}

/** The gate for a file that was not ordered by its size or hash: from this machine, or out of an archive. Throws `model-invalid`. */
export async function passGate(path: string, told: Told): Promise<void> {
  const fault = await findFault(path, told);
  if (fault === null) return;
  throw new AppError('model-invalid', msg`"${basename(told.name)}" is not what its name says: ${fault.reason}.`, {
    remedy: msg`Fetch it again where it comes from: this one is damaged, or is something else.`,
    shortCause: fault.reason,
  });
}

/** Whether a file begins as its name says: for lists, which ask about many. */
export async function beginsRight(path: string, name: string): Promise<boolean> {
  const start = await readRange(path, 0, startBytes).catch(() => null);
  return start !== null && findStartFault(start, formatOf(name), untold(name)) === null;
}
