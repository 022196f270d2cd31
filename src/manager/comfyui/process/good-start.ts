import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';

const Memo = z.object({ startedAt: z.iso.datetime({ offset: true }).nullable() });

/** When the last start began that served and did not crash (RFC 3339), null when none is known. Kept over runs of the app. */
export interface GoodStart {
  read(): Promise<string | null>;
  write(startedAt: string | null): Promise<void>;
}

/** `file`: an absolute path. A broken one counts as none. */
export function createGoodStart(file: string): GoodStart {
  let last: string | null | undefined;
  return {
    async read() {
      if (last === undefined) {
        const memo = Memo.safeParse(await readJsonIfPresent(file).catch(() => null));
        last = memo.success ? memo.data.startedAt : null;
      }
      return last;
    },
    async write(startedAt) {
      last = startedAt;
      await writeJson(file, { startedAt });
    },
  };
}
