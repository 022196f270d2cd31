import { z } from 'zod';
import { ImportFailure } from '../../../contract/comfyui/imports';
import { isSentence, type Message } from '../../../contract/text/message';
import { createSerial } from '../../../base/async/serial';
import type { Logger } from '../../../base/log';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';
import type { PackOnDisk } from './pack-states';

/** A pack that failed, as it was then; null where it stood in no list of packs. */
const Failed = ImportFailure.extend({
  pack: z.object({ version: z.string(), identity: z.string() }).nullable(),
});

const Memo = z.object({
  notedAt: z.iso.datetime({ offset: true }),
  failures: z.array(Failed).max(5000),
  /** Why it ended, where nobody had ordered that. */
  notice: z.custom<Message>((value) => typeof value === 'object' && isSentence(value)).nullable(),
});
type Memo = z.infer<typeof Memo>;

/** What the last start of ComfyUI by this app came to, so that it can be told after the app has ended. */
export interface LastStart {
  /** Null: none is known. */
  read(): Promise<LastOutcome | null>;
  /** Writes it down; of several the last one stays. What cannot be written is told in the log. */
  note(outcome: StartOutcome): void;
  /** Resolves when everything is written. */
  written(): Promise<void>;
}

export interface StartOutcome {
  failures: readonly ImportFailure[];
  /** The packs that stood there when it began, by name. */
  packs: ReadonlyMap<string, PackOnDisk>;
  /** Why it ended, where nobody had ordered that. */
  notice: Message | null;
}

export interface LastOutcome extends Pick<StartOutcome, 'notice'> {
  /** When it was noted, in milliseconds since 1970. */
  notedAtMs: number;
  /** What failed to import and still is as it was, by the packs that stand there now. */
  failuresOf(packs: readonly PackOnDisk[]): ImportFailure[];
}

function failuresOf({ failures }: Memo, packs: readonly PackOnDisk[]): ImportFailure[] {
  const enabled = new Map(packs.filter((pack) => pack.enabled).map((pack) => [pack.name, pack]));
  const isSame = ({ name, pack }: Memo['failures'][number]): boolean => {
    const now = enabled.get(name);
    return pack === null || (now?.version === pack.version && now.identity === pack.identity);
  };
  return failures.filter(isSame).map(({ pack: _, ...failure }) => failure);
}

/** `file`: an absolute path. A broken one counts as none. */
export function createLastStart(file: string, log: Pick<Logger, 'warn'>): LastStart {
  const inTurn = createSerial();
  return {
    async read() {
      const memo = Memo.safeParse(await readJsonIfPresent(file).catch(() => null));
      if (!memo.success) return null;
      const { data } = memo;
      const { notice, notedAt } = data;
      return { notice, notedAtMs: Date.parse(notedAt), failuresOf: (packs) => failuresOf(data, packs) };
    },
    note({ failures, packs, notice }) {
      const describe = (failure: ImportFailure): Memo['failures'][number] => {
        const pack = packs.get(failure.name);
        return { ...failure, pack: pack === undefined ? null : { version: pack.version, identity: pack.identity } };
      };
      const memo = { notedAt: new Date().toISOString(), failures: failures.map(describe), notice };
      inTurn(() => writeJson(file, memo)).catch((error: unknown) => {
        log.warn('What a start of ComfyUI came to could not be noted.', { error });
      });
    },
    written: () => inTurn(() => Promise.resolve()),
  };
}
