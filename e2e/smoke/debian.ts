import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../world/cache-folder';
import { rootPath } from './person';

const run = promisify(execFile);

/** The oldest Debian that the deb is made for. */
const release = 'bookworm';
/** What a command says may be long: apt lists every package. */
const maxBuffer = 64 << 20;
const env = { ...process.env, PATH: rootPath };
const ownMounts = ['--mount', '--propagation', 'private', 'sh', '-ec'] as const;

/**
 * Lays a layer above the base and mounts what a session has. All of it lies in a name space of its own, which goes with this shell and whoever was brought
 * into it: nothing stays mounted, however we end. A layer lies in memory where the temporary folder can hold none.
 */
const holdScript = `base=$1; layer=$2; root=$3; shift 3
lay() {
  mkdir "$layer/upper" "$layer/work"
  mount -t overlay overlay -o "lowerdir=$base,upperdir=$layer/upper,workdir=$layer/work" "$root"
}
if ! lay 2>/dev/null; then mount -t tmpfs none "$layer"; lay; fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for folder; do mkdir -p "$root$folder"; mount --rbind "$folder" "$root$folder"; done
echo held
exec cat`;

const tryScript = `mount -t tmpfs none /tmp; cd /tmp; mkdir lower upper work root
mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work root`;

/** A bare Debian, as new. Linux, as root. */
export interface Debian {
  /** Where this process sees its files. */
  root: string;
  /**
   * The command line that runs a command inside; `who` are user and group as numbers. A program below another root folder may not make user name
   * spaces, so here Chromium has its setuid helper and nothing else.
   */
  enter: (command: readonly string[], who?: string) => [string, ...string[]];
  /** Runs a command inside as root, and gives what it said. Throws with its last words when it fails. */
  run: (command: readonly string[]) => Promise<string>;
  /** Installs packages by apt, as names or as files that lie inside. */
  install: (packages: readonly string[]) => Promise<string>;
  /** Forgets everything that was done in it. */
  leave: () => Promise<void>;
}

/** Why none can be had here; null where it can. */
export async function whyNoDebian(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'A Debian below a folder needs Linux, as root.';
  const works = (command: string, ...args: string[]) =>
    run(command, args, { env }).then(
      () => true,
      () => false,
    );
  if (!(await works('unshare', ...ownMounts, tryScript))) return 'Layers (overlay) cannot be mounted here.';
  if (await isThere(basePlace())) return null;
  if (!(await works('sh', '-c', 'command -v debootstrap'))) return 'debootstrap is not installed.';
  return (await findMirror()) === null ? `The package lists of this machine name no Debian ${release}.` : null;
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

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const basePlace = () => join(cacheFolder(), `debian-${release}`);

/** Makes the base that this machine keeps, once. Built aside and renamed: of several builders at once one wins. */
async function ensureBase(): Promise<string> {
  const base = basePlace();
  if (await isThere(base)) return base;
  const mirror = await findMirror();
  if (mirror === null) throw new Error('There is no mirror of Debian.');
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), 'work-'));
  try {
    const made = join(work, 'root');
    await run('debootstrap', ['--variant=minbase', release, made, mirror], { maxBuffer, env });
    await rename(made, base).catch(async (error: unknown) => {
      if (!(await isThere(base))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return base;
}

/** Enters a Debian in which nothing has happened yet. `shared`: folders of this machine that stand at the same place inside. */
export async function openDebian(shared: readonly string[]): Promise<Debian> {
  const base = await ensureBase();
  const folder = await mkdtemp(join(tmpdir(), 'debian-'));
  const [layer, place] = [join(folder, 'layer'), join(folder, 'root')];
  for (const path of [layer, place]) await mkdir(path);
  const holder = spawn('unshare', [...ownMounts, holdScript, 'hold', base, layer, place, ...shared], { env });
  await waitUntilReady(holder);
  const pid = String(holder.pid);
  const root = `/proc/${pid}/root${place}`;
  await prepare(root);
  const enter: Debian['enter'] = (command, who = '0:0') => [
    ...(['nsenter', '--target', pid, '--mount', '/usr/sbin/chroot', `--userspec=${who}`, place] as const),
    ...command,
  ];
  const runInside = async (command: readonly string[]) => {
    const [program, ...args] = enter(command);
    const inside = { PATH: rootPath, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
    const { stdout, stderr } = await run(program, args, { env: inside, maxBuffer, cwd: '/' });
    return stdout + stderr;
  };
  return {
    ...{ root, enter, run: runInside },
    install: (packages) => runInside(['apt-get', 'install', '-y', '--no-install-recommends', ...packages]),
    leave: async () => {
      const ended = once(holder, 'exit');
      holder.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(holder: ChildProcessWithoutNullStreams): Promise<void> {
  let complaint = '';
  holder.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
  const failed = once(holder, 'exit').then(() => {
    throw new Error(`A Debian could not be entered: ${complaint}`);
  });
  await Promise.race([once(holder.stdout, 'data'), failed]);
  failed.catch(() => undefined);
}

/** What this machine knows of the way to the mirror (it may lead over a proxy that only apt knows), and that no service starts in there. */
async function prepare(root: string): Promise<void> {
  for (const place of ['/etc/apt/apt.conf.d', '/etc/resolv.conf'])
    await cp(place, join(root, place), { recursive: true, force: true });
  const mirror = await findMirror();
  if (mirror !== null) await writeFile(join(root, 'etc/apt/sources.list'), `deb ${mirror} ${release} main\n`);
  await writeFile(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n');
  await chmod(join(root, 'usr/sbin/policy-rc.d'), 0o755);
}

/** Puts a file of this machine at a place inside. */
export async function putInto({ root }: Debian, file: string, place: string): Promise<void> {
  await mkdir(dirname(join(root, place)), { recursive: true });
  await cp(file, join(root, place));
}
