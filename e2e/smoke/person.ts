import { execFile } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who starts the package: nobody in particular, where the tests run as root; else whoever runs them. */
export interface Person {
  /** null: the person who runs the tests. */
  id: number | null;
  home: string;
}

/** `nobody` on every Linux. */
const nobody = 65534;

/** Where root finds programs. */
export const rootPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A person with an empty home. */
export async function createPerson(home: string): Promise<Person> {
  await mkdir(home);
  const id = process.getuid?.() === 0 ? nobody : null;
  if (id !== null) await chown(home, id, id);
  return { id, home };
}

/** Gives a folder with everything in it to the person. */
export async function giveTo({ id }: Person, folder: string): Promise<void> {
  if (id !== null) await run('chown', ['-R', '-h', `${id}:${id}`, folder]);
}

/** What a person's session says, and nothing of ours: neither our Node nor our caches. */
export function environmentOf({ id, home }: Person): Record<string, string> {
  const { env } = process;
  const session = [
    ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'TMPDIR', 'TEMP', 'TMP'],
    ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'ProgramData', 'ProgramFiles'],
  ];
  const sessionVariables = session.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  const system = id === 0 ? rootPath : '/usr/local/bin:/usr/bin:/bin';
  const path = process.platform === 'win32' ? (env['PATH'] ?? '') : system;
  return {
    ...Object.fromEntries(sessionVariables),
    PATH: path,
    HOME: home,
    USERPROFILE: home,
    LANG: 'C.UTF-8',
    LANGUAGE: 'en',
  };
}
