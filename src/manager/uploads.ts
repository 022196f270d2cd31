import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ensureFolder, fileSizeOf, isInside, listNames, writeAt } from '../base/files/files';
import { removeInside } from '../base/files/move-files';
import { AppError } from '../contract/errors';
import { msg } from '../contract/text/message';
import type { OperationInput } from '../contract/operations';
import { assertRoom } from './models/places/room';

/** Files that people on other machines have sent to this one. */
export interface Uploads {
  /** Writes a piece of a file, and answers where the file lies. Throws `invalid-input` for a piece after a gap or beyond the end, `disk-full`. */
  write: (piece: OperationInput<'uploads.write'>) => Promise<string>;
  remove: (id: string) => Promise<void>;
  /** Whether a path is that of such a file. */
  has: (path: string) => boolean;
  /** Does what a file was sent for. One that has served is removed; any other path stays as it is. */
  using: <T>(path: string, work: () => Promise<T>) => Promise<T>;
  /** Removes what nobody waits for, and from now on what nobody has used for an hour. */
  keepTidy: (readAwaited: () => Promise<string>) => Promise<void>;
  close: () => void;
}

const hourMs = 60 * 60 * 1000;
const ownName = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;

/** Keeps them in a folder of the app, each in one of its own. */
export function createUploads(dir: string): Uploads {
  let timer: NodeJS.Timeout | undefined;
  const remove = (id: string) => removeInside(dir, id);
  const idOf = (path: string): string | null => {
    const [id = '', name, ...deeper] = isInside(dir, path) ? relative(dir, path).split(sep) : [];
    return ownName.test(id) && name !== undefined && deeper.length === 0 ? id : null;
  };

  async function tidy(awaited: string, isInUse: (folder: string) => Promise<boolean>): Promise<void> {
    for (const id of await listNames(dir)) {
      if (ownName.test(id) && !awaited.includes(id) && !(await isInUse(join(dir, id)))) await remove(id);
    }
  }

  return {
    remove,
    has: (path) => idOf(path) !== null,
    async write({ upload_id: id, name, totalBytes, offset, bytes }) {
      const file = join(dir, id, name);
      const piece = Buffer.from(bytes, 'base64');
      if (offset > ((await fileSizeOf(file)) ?? 0) || offset + piece.length > totalBytes) throw misplaced(name);
      await ensureFolder(join(dir, id));
      await assertRoom(dir, totalBytes - offset, msg`The file`);
      await writeAt(file, piece, offset);
      return file;
    },
    async using(path, work) {
      const done = await work();
      const id = idOf(path);
      if (id !== null) await remove(id);
      return done;
    },
    async keepTidy(readAwaited) {
      // What cannot be removed now keeps nobody from working; it is tried again.
      const tidyUp = (isInUse: (folder: string) => Promise<boolean>) =>
        readAwaited()
          .then((awaited) => tidy(awaited, isInUse))
          .catch(() => undefined);
      // Nobody sends anything before the start is over, whatever the clock says of the age of a file.
      await tidyUp(() => Promise.resolve(false));
      const isOfLastHour = async (folder: string) => Date.now() - (await writtenMs(folder)) < hourMs;
      timer = setInterval(() => void tidyUp(isOfLastHour), hourMs).unref();
    },
    close: () => clearInterval(timer),
  };
}

/** When something in a folder was written last. */
async function writtenMs(folder: string): Promise<number> {
  const paths = [folder, ...(await listNames(folder)).map((name) => join(folder, name))];
  return Math.max(...(await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs))));
}

function misplaced(name: string): AppError {
  return new AppError(
    'invalid-input',
    msg`This piece of "${name}" is beyond the end of the file, or one before it is missing.`,
    {
      remedy: msg`Send the file again from its beginning.`,
    },
  );
}
