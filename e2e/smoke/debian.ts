import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The oldest Debian that the deb is made for. */
const release = 'bookworm';
/** Where root's programs are. */
const rootPath = '/usr/sbin:/usr/bin:/sbin:/bin';
/** What a command says may be long: apt lists every package. */
const maxBuffer = 64 << 20;

/**
 * Mounts what a session has, in a name space of its own: nothing stays mounted when the command ends, however it ends. A program below
 * another root folder may not make user name spaces, so here Chromium has its setuid helper and nothing else.
 */
const enterScript = `set -e
root=$1; who=$2; shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do mkdir -p "$root$1"; mount --rbind "$1" "$root$1"; shift; done
shift
exec /usr/sbin/chroot --userspec="$who" "$root" "$@"`;

export interface EnterOptions {
  /** User and group, as numbers. */
  who?: string;
  /** Folders of this machine that stand at the same place inside. */
  shared?: readonly string[];
}

/** A bare Debian below a folder. Linux, as root. */
export interface Debian {
  root: string;
  /** The command line that runs a command inside. */
  enter: (command: readonly string[], options?: EnterOptions) => [string, ...string[]];
  /** Runs a command inside as root, and gives what it said. Throws with its last words when it fails. */
  run: (command: readonly string[]) => Promise<string>;
  /** Installs packages by apt, as names or as files that lie inside. */
  install: (packages: readonly string[]) => Promise<string>;
  remove: () => Promise<void>;
}

/** Why none can be made here; null where it can. */
export async function whyNoDebian(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'A Debian below a folder needs Linux, as root.';
  const look = run('sh', ['-c', 'command -v debootstrap && unshare --mount true'], { env: { PATH: rootPath } });
  const missing = await look.then(
    () => null,
    () => 'debootstrap is not installed, or name spaces of mounts are not allowed here.',
  );
  return (
    missing ?? ((await findMirror()) === null ? `The package lists of this machine name no Debian ${release}.` : null)
  );
}

/** Where this machine gets Debian from. */
async function findMirror(): Promise<string | null> {
  const format = ['indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages'];
  const lines = await run('apt-get', format).then(
    ({ stdout }) => stdout.split('\n'),
    () => [],
  );
  const line = lines.find((entry) => entry.endsWith(` ${release}`));
  return line?.split(' ')[0] ?? null;
}

/** Makes a bare Debian in a folder that is not there yet. */
export async function createDebian(root: string): Promise<Debian> {
  const mirror = await findMirror();
  if (mirror === null) throw new Error((await whyNoDebian()) ?? 'There is no mirror of Debian.');
  await run('debootstrap', ['--variant=minbase', release, root, mirror], {
    maxBuffer,
    env: { ...process.env, PATH: rootPath },
  });
  // The way to the mirror may lead over a proxy that only apt knows.
  for (const place of ['/etc/apt/apt.conf.d', '/etc/resolv.conf'])
    await cp(place, join(root, place), { recursive: true, force: true });
  await writeFile(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n');
  await chmod(join(root, 'usr/sbin/policy-rc.d'), 0o755);
  const enter: Debian['enter'] = (command, { who = '0:0', shared = [] } = {}) => [
    ...(['unshare', '--mount', '--propagation', 'private', 'sh', '-c', enterScript, 'enter'] as const),
    ...[root, who, ...shared, '--', ...command],
  ];
  const runInside = async (command: readonly string[]) => {
    const [program, ...args] = enter(command);
    const env = { PATH: rootPath, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
    const { stdout, stderr } = await run(program, args, { env, maxBuffer });
    return stdout + stderr;
  };
  return {
    ...{ root, enter, run: runInside },
    install: (packages) => runInside(['apt-get', 'install', '-y', '--no-install-recommends', ...packages]),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Puts a file of this machine at a place inside. */
export async function putInto({ root }: Debian, file: string, place: string): Promise<void> {
  await mkdir(dirname(join(root, place)), { recursive: true });
  await cp(file, join(root, place));
}
