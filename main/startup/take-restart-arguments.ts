import { join } from 'node:path';
import { app } from 'electron';
import { readRestartArguments } from './restart-arguments';

/** Where a start without arguments has its profile. */
export function plainProfile(): string {
  return join(app.getPath('appData'), app.getName());
}

/** Gives this start the arguments that an update noted for it, as if they stood on its command line. */
export function takeRestartArguments(): void {
  const noted = readRestartArguments(plainProfile(), process.argv.slice(1), Date.now());
  process.argv.push(...noted);
  const folder = noted.find((word) => word.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
  if (folder !== undefined) app.setPath('userData', folder);
}
