import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { comparePackagedStart } from './apps/packaged-start';
import { toRow, type Row } from './row';

/** The most that each may have, in MiB. A release is packed tighter than the deb that is made without electron-builder's own tools. */
const limits: readonly (readonly [kind: string, end: RegExp, mebibytes: number])[] = [
  ['AppImage', /\.AppImage$/u, 95],
  ['deb', /\.deb$/u, 100],
  ['tar.gz', /\.tar\.gz$/u, 102],
];
const unpackedLimit = 235;
/** To be ready the packaged app may take so much longer than the one out of a checkout. */
const startLimit = 1.2;

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The size of every package that this machine makes, packed as it would be handed out, and how fast it starts. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cmd-packages-'));
  try {
    const script = resolve(import.meta.dirname, '..', '..', 'scripts', 'package.mjs');
    const targets = ['--linux', ...limits.map(([kind]) => kind), `-c.directories.output=${folder}`];
    const { status } = spawnSync(process.execPath, [script, ...targets], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error('npm run package failed; what it says stands above.');
    const names = await readdir(folder);
    const row = async (name: string, limit: number, path: string | undefined) => {
      const samples = path === undefined ? [] : [(await sizeOf(join(folder, path))) / 2 ** 20];
      return toRow({ name: `package: ${name}`, unit: 'MiB', judged: 'p50', limit }, samples);
    };
    return [
      await row('unpacked', unpackedLimit, 'linux-unpacked'),
      ...(await Promise.all(
        limits.map(([kind, end, limit]) =>
          row(
            kind,
            limit,
            names.find((name) => end.test(name)),
          ),
        ),
      )),
      toRow(
        { name: 'package: start to ready, beside the unpackaged app', unit: 'x', judged: 'p50', limit: startLimit },
        await comparePackagedStart(join(folder, 'linux-unpacked', 'comfyui-manager-desktop')),
      ),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
