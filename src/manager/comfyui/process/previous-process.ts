import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { writeSealed } from '../../../base/files/seals';
import { proveRootOf } from '../../../base/files/guarded-roots';
import {
  endMarked,
  endEscapedProcesses,
  findEscapedProcesses,
  identifyProcesses,
  type EscapedProcess,
} from './escaped-processes';

const Identity = z.object({ pid: z.int().positive(), startedAt: z.string().min(1) });
const Memo = Identity.extend({ app: Identity, sessionFile: z.string().min(1) });

async function isLiving({ pid, startedAt }: EscapedProcess): Promise<boolean> {
  // Another process may have the number by now.
  const [now] = await identifyProcesses([pid]);
  return now?.startedAt === startedAt;
}

/** The note of which ComfyUI runs beside this app: when the app is killed and ends nothing itself, its next start can. */
export interface ProcessMemo {
  /**
   * Notes the process down. Nothing is written where the system lists no processes: the ComfyUI of a killed app is met as a foreign one
   * there.
   */
  write(pid: number, sessionFile: string): Promise<void>;
  /** To be called once the process has ended. */
  erase(): Promise<void>;
  /**
   * Ends the ComfyUI that an earlier run of this app was killed beside, with its tree, and what outlived it. Answers whether it lived.
   * One whose app still lives is in use, by a second app on the same folder, and left alone.
   */
  endPreviousProcess(): Promise<boolean>;
}

/** `file`: an absolute path; it is there only while a ComfyUI runs, or after a kill. */
export function createProcessMemo(file: string): ProcessMemo {
  const erase = async () => {
    const isOurs = await proveRootOf(file).then(
      () => true,
      () => false,
    );
    // An app that has taken the folder over has written its own by now.
    if (isOurs) await removeInside(dirname(file), basename(file));
  };
  return {
    erase,
    async write(pid, sessionFile) {
      const [comfy, app] = await identifyProcesses([pid, process.pid]);
      if (comfy && app) await writeSealed(file, { ...comfy, app, sessionFile });
    },
    async endPreviousProcess() {
      const memo = Memo.safeParse(await readJsonIfPresent(file));
      if (!memo.success || (await isLiving(memo.data.app))) return false;
      const isThere = await isLiving(memo.data);
      if (isThere) await endEscapedProcesses([memo.data, ...(await findEscapedProcesses(memo.data.pid))]);
      await endMarked(memo.data.sessionFile);
      await erase();
      return isThere;
    },
  };
}
