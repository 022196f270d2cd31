import { readLength } from '../download';
import { answeredStatus } from '../failure';
import { openHttp, type HttpAnswer } from '../fetch';
import { headersAt } from '../target';
import { FileChanged, identityOf, isSameFile, OtherStretch, rangeOf, type Identity } from './identity';
import type { Awaited } from './patience';
import type { Piece } from './pieces';
import type { RateLimit } from './rate-limit';

/** What a source says of the whole file beside the usual headers. */
export interface Named {
  sizeBytes: number | null;
  /** In lower-case hex. */
  sha256: string | null;
}

/** Where a file comes from. A connection by which nothing comes for `stallMs` is given up, and tried again. */
export interface RangedSource extends Awaited {
  /** Secrets among them go to the origin of `url` alone. */
  headers?: Record<string, string>;
  proxy?: string;
  limit?: RateLimit;
  /** Looks at an answer before its first byte is written, at how it begins as well (`peek`), and says what it names. What it throws ends the download. */
  inspect: (answer: HttpAnswer) => Named | Promise<Named>;
}

/** A signal that aborts after a time in which nobody called `touch`, or with the outer one. */
export interface StallWatch {
  signal: AbortSignal;
  /** Whether it was the time. */
  isStalled(): boolean;
  touch(): void;
  stop(): void;
}

/** Starts to watch. */
export function watchStall(stallMs: number, outer: AbortSignal): StallWatch {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), stallMs);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    isStalled: () => controller.signal.aborted,
    touch: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}

/** Lets go of an answer that is not read. */
export function drop(answer: HttpAnswer): void {
  answer.body.on('error', () => undefined).destroy();
}

/** Whether a later answer is of another file. A hash is named on the way to a storage, where it no longer passes: what that alone tells is proven at the end. */
function isOther(file: Identity, answer: HttpAnswer & Named): boolean {
  const whole = answer.status === 200 ? readLength(answer) : null;
  const bytes = rangeOf(answer)?.bytes ?? whole ?? file.bytes;
  const hasMark = file.tag !== null || file.modified !== null;
  return bytes !== file.bytes || (hasMark && !isSameFile(file, identityOf(answer, bytes, answer.sha256)));
}

/** Statuses by which a storage says that a signed address is over. */
const expired = new Set([400, 401, 403, 404, 410]);

/**
 * Asks for stretches of one file. Where the address leads on, as to a storage, the further requests go straight there; once that is over, the address itself
 * is asked again for a new one; so it is once a request there has failed, for a storage can die while others have the file.
 */
export class Requester {
  readonly #source: RangedSource;
  #address: string;

  constructor(source: RangedSource) {
    this.#source = source;
    this.#address = source.url;
  }

  /** Opens an answer, of the whole file or of a stretch; looks at it. `tag`: only of the file with this ETag. Throws what `openHttp` and `inspect` throw. */
  async open(
    watch: StallWatch,
    range?: { from: number; to: number; tag?: string | null },
  ): Promise<HttpAnswer & Named> {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (range !== undefined) headers['range'] = `bytes=${range.from}-${range.to - 1}`;
    if (range?.tag) headers['if-range'] = range.tag;
    const answer = await this.#send(headers, watch.signal);
    watch.touch();
    try {
      return { ...answer, ...(await this.#source.inspect(answer)) };
    } catch (error) {
      drop(answer);
      throw error;
    }
  }

  /** Opens the answer for what is missing of a piece, and proves that it is of this file and this stretch. Throws `FileChanged`, `OtherStretch`, and what `open` throws. */
  async openPiece({ at, to }: Piece, file: Identity, watch: StallWatch): Promise<HttpAnswer & { to: number }> {
    const answer = await this.open(watch, { from: at, to, tag: file.tag });
    const range = rangeOf(answer);
    if (isOther(file, answer)) {
      drop(answer);
      throw new FileChanged();
    }
    if (range === null || range.from !== at || range.to > to) {
      drop(answer);
      throw new OtherStretch();
    }
    return { ...answer, to: range.to };
  }

  /** Asks at the address itself the next time, wherever it leads then. */
  walkAgain(): void {
    this.#address = this.#source.url;
  }

  async #send(headers: Record<string, string>, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, proxy, headers: given = {} } = this.#source;
    const send = (address: string) => {
      const own = headersAt(new URL(address), new URL(url), given);
      return openHttp(address, { signal, proxy, headers: { ...headers, ...own } });
    };
    const from = this.#address;
    let answer: HttpAnswer;
    try {
      answer = await send(from);
    } catch (error) {
      if (from === url || !expired.has(answeredStatus(error) ?? 0)) throw error;
      answer = await send(url);
    }
    this.#address = answer.url;
    return answer;
  }
}
