import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { fileSizeOf } from '../../base/files/files';
import { AppError } from '../../contract/errors';
import { uploadPieceBytes } from '../../contract/operations/uploads';
import { msg, type MessageValue } from '../../contract/text/message';
import type { CallContext } from '../../contract/operations';
import type { RemoteCalls } from './remote-calls';

/** How far it is. */
export interface SentBytes {
  bytesDone: number;
  bytesTotal: number;
}

interface SendOptions {
  call: RemoteCalls['call'];
  context: Pick<CallContext, 'signal'>;
  onProgress: (progress: SentBytes) => void;
}

/** A file that lies on the other machine now. */
export interface SentFile {
  /** Where. */
  path: string;
  /** Removes it there, unless it has served. */
  remove: () => Promise<void>;
}

/** Sends a file of this machine to the machine of a core, piece by piece. Throws `not-found` for what cannot be read, and what the calls throw; then nothing of it stays there, as far as the line goes. */
export async function sendFile(path: string, { call, context, onProgress }: SendOptions): Promise<SentFile> {
  const id = randomUUID();
  const remove = async (): Promise<void> => {
    await call({ name: 'uploads.remove', input: { upload_id: id }, context: {} });
  };
  const bytesTotal = await fileSizeOf(path);
  if (!bytesTotal) throw unreadable(path, msg`it is empty, no file, or gone`);
  let bytesDone = 0;
  let there = '';
  try {
    for await (const piece of createReadStream(path, { highWaterMark: uploadPieceBytes }) as AsyncIterable<Buffer>) {
      onProgress({ bytesDone, bytesTotal });
      const bytes = piece.toString('base64');
      const input = { upload_id: id, name: basename(path), totalBytes: bytesTotal, offset: bytesDone, bytes };
      ({ path: there } = await call({ name: 'uploads.write', input, context }));
      bytesDone += piece.length;
    }
    if (bytesDone < bytesTotal) throw unreadable(path, msg`it has become shorter`);
    return { path: there, remove };
  } catch (error) {
    await remove().catch(() => undefined);
    throw error instanceof AppError ? error : unreadable(path, (error as Error).message);
  }
}

function unreadable(path: string, reason: MessageValue): AppError {
  return new AppError('not-found', msg`${path} cannot be read: ${reason}.`, { remedy: msg`Choose it again.` });
}
