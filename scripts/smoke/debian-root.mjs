// A bare Debian 12 to install packages into, in a mount namespace of its own. What happens there lies in a layer above it, and goes.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';

/** What an app of this kind needs of a Debian is its package's to say; apt itself needs these. */
const INCLUDED = 'ca-certificates,git,python3,python3-venv';

/**
 * Enters a Debian 12. `given`: a folder made by debootstrap; without one it is made in `.cache`, which takes minutes.
 * @param {{work: string, given?: string, shared: readonly string[]}} about `shared` folders of this machine are seen there under their own names
 * @returns {Promise<{run: (...command: string[]) => {status: number, output: string}, wrap: string[], leave: () => void}>}
 * @throws {ScriptError} where this account may not, or nothing can be fetched
 */
export async function enterDebian({ work, given, shared }) {
  if (process.getuid?.() !== 0)
    throw new ScriptError('Only root can enter another Debian.', 'Leave the cases of the deb out: --only.');
  const lower = given ?? ensureDebian();
  const layer = (name) => {
    mkdirSync(join(work, name), { recursive: true });
    return join(work, name);
  };
  const [scratch, root] = ['debian-layer', 'debian'].map(layer);
  const mounts = [
    `mount -t tmpfs none ${scratch}`,
    `mkdir ${scratch}/upper ${scratch}/work`,
    `mount -t overlay overlay -o lowerdir=${lower},upperdir=${scratch}/upper,workdir=${scratch}/work ${root}`,
    ...['/proc', '/dev', '/dev/shm', '/etc/resolv.conf', '/tmp/.X11-unix', ...shared].flatMap((path) => [
      `if [ -d ${path} ]; then mkdir -p ${root}${path}; else touch ${root}${path}; fi`,
      `mount --bind ${path} ${root}${path}`,
    ]),
    'echo mounted; exec cat',
  ];
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', mounts.join('\n')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise((done, fail) => {
    holder.stdout.once('data', done);
    holder.once('exit', () =>
      fail(new ScriptError('Another Debian could not be entered.', 'What mount said stands above.')),
    );
  });
  const wrap = ['nsenter', '--target', String(holder.pid), '--mount', 'chroot', root];
  return {
    wrap,
    run: (...command) => {
      const { status, stdout, stderr } = spawnSync(
        wrap[0],
        [...wrap.slice(1), 'env', 'DEBIAN_FRONTEND=noninteractive', ...command],
        {
          encoding: 'utf8',
        },
      );
      return { status, output: `${stdout}${stderr}` };
    },
    leave: () => holder.stdin.end(),
  };
}

function ensureDebian() {
  const folder = join(projectDir, '.cache', 'debian-12');
  if (existsSync(join(folder, 'made'))) return folder;
  say('updates: making a Debian 12 in .cache/debian-12');
  const { status } = spawnSync('debootstrap', ['--variant=minbase', `--include=${INCLUDED}`, 'bookworm', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new ScriptError('debootstrap made no Debian 12.', 'Install debootstrap, or name a folder with --debian.');
  spawnSync('sh', [
    '-c',
    `cp -a /etc/apt/sources.list* ${folder}/etc/apt/; cp -a /usr/share/keyrings/. ${folder}/usr/share/keyrings/; touch ${folder}/made`,
  ]);
  return folder;
}
