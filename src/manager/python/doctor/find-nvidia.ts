import { join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import { cleanEnvironment } from '../../../base/process/run';
import { readLinuxCards } from '../making/graphics-cards';

/** What a card of NVIDIA is called here; null where there is none. Looks at files alone: the driver leaves them, and nothing has to be started for it. */
export async function findNvidiaCard(): Promise<string | null> {
  if (process.platform === 'linux') return (await readLinuxCards()).find(({ kind }) => kind === 'cuda')?.name ?? null;
  if (process.platform !== 'win32') return null;
  const driver = join(cleanEnvironment()['SystemRoot'] ?? 'C:\\Windows', 'System32', 'nvcuda.dll');
  return (await pathExists(driver)) ? 'NVIDIA' : null;
}
