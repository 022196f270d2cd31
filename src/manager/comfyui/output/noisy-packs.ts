import { msg, type Message } from '../../../contract/text/message';
import { maxLogFiles, logFileBytes } from './comfy-log';

/** Who prints how much while ComfyUI starts. */
export interface NoisyPacks {
  /** `pack`: who is being imported, null when that is not known. Answers whether there is something new to tell. */
  add(pack: string | null, bytes: number): boolean;
  /** Who printed more than anybody reads, with how much; null while nobody did. */
  noisiest(): { pack: string | null; notice: Message } | null;
}

/** Nobody reads more output than this. */
const noisyBytes = 5 * 1024 * 1024;

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

function describe(pack: string | null, bytes: number): Message {
  const [printed, newest] = [megabytes(bytes), megabytes(logFileBytes * maxLogFiles)];
  if (pack === null) return msg`ComfyUI printed ${printed} while it was starting; the log keeps the newest ${newest}.`;
  return msg`${pack} printed ${printed} while it was imported; the log keeps the newest ${newest}.`;
}

/** Makes the count of one start. */
export function createNoisyPacks(): NoisyPacks {
  const bytesOf = new Map<string | null, number>();
  const doublings = (bytes: number) => Math.floor(Math.log2(bytes / noisyBytes));
  return {
    add(pack, bytes) {
      const before = bytesOf.get(pack) ?? 0;
      const after = before + bytes;
      bytesOf.set(pack, after);
      return after >= noisyBytes && doublings(after) !== doublings(before);
    },
    noisiest() {
      const [first] = [...bytesOf].sort(([, a], [, b]) => b - a);
      if (first === undefined || first[1] < noisyBytes) return null;
      const [pack, bytes] = first;
      return { pack, notice: describe(pack, bytes) };
    },
  };
}
