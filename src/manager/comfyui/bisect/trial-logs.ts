import { join } from 'node:path';
import { z } from 'zod';
import { listNames, readJsonIfPresent } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { writeSealed } from '../../../base/files/seals';

const Note = z.object({ ports: z.array(z.int()) });
const noteName = 'comfyui-bisect.json';

/** Names of the logs that ComfyUI-Manager, as a pack, writes for a port (docs/reference/on-disk.md 10). */
const logNames = (port: number) => ['', '.prev', '.prev2'].map((age) => `comfyui_${port}${age}.log`);

/** The logs of trials, which would else be taken for that of the last start. */
export interface TrialLogs {
  /** Whether nothing of this port's is there: what is, is somebody's. */
  isFree(port: number): Promise<boolean>;
  /** Notes that what appears for this port goes again, after a kill of the app as well. */
  note(port: number): Promise<void>;
  /** Takes away what appeared for the ports that were noted. */
  clean(): Promise<void>;
}

/** Both are absolute paths. */
export function createTrialLogs({ userDir, desktopDir }: { userDir: string; desktopDir: string }): TrialLogs {
  const file = join(desktopDir, noteName);
  const readPorts = async () => Note.safeParse(await readJsonIfPresent(file).catch(() => null)).data?.ports ?? [];
  return {
    async isFree(port) {
      const there = await listNames(userDir);
      return !logNames(port).some((name) => there.includes(name));
    },
    async note(port) {
      await writeSealed(file, { ports: [...new Set([...(await readPorts()), port])] });
    },
    async clean() {
      const ports = await readPorts();
      if (ports.length === 0) return;
      await Promise.all(ports.flatMap(logNames).map((name) => removeInside(userDir, name)));
      await removeInside(desktopDir, noteName);
    },
  };
}
