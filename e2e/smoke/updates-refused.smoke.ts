import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readTree } from '../tree';
import { program } from './packages';
import { startPackaged } from './packaged-app';
import { giveTo } from './person';
import { expect, test } from './update-test';

const run = promisify(execFile);
/** What a version of the far future leaves. */
const newer = JSON.stringify({ version: 1, format: 99, app: '9.9.0' });
/** What the engine makes before any of our code runs is no data of ours. */
const ofTheEngine = /^(Crashpad|DevToolsActivePort)(\/|$)/;

test('what was unpacked from an archive does not update itself', async ({ layOut, start }) => {
  const scene = await layOut('1.0.0');
  await run(scene.program, ['--appimage-extract'], { cwd: scene.folder, maxBuffer: 64 << 20 });
  const unpacked = join(scene.folder, 'squashfs-root', program);
  const app = await start({ ...scene, command: [unpacked] });
  await app.view({ off: 'archive' });
});

test('asks no feed while the installation is offline', async ({ feed, layOut, start }) => {
  const app = await start(await layOut('1.0.0'));
  await app.view({ off: null });
  await app.call('config.change', { changes: { network_mode: 'offline' } });
  await app.view({ off: 'offline' });
  feed.forget();
  await app.call('updates.check', {});
  expect(feed.sent()).toEqual([]);
  await app.call('config.change', { changes: { network_mode: 'public' } });
  await app.view({ off: null });
});

test('does not start on a profile that a newer version wrote, and leaves it as it is', async ({ layOut }) => {
  const scene = await layOut('0.9.0');
  await writeFile(join(scene.profile, 'data-format.json'), newer);
  const before = await readTree(scene.profile, ofTheEngine);
  await expect(startPackaged(scene)).rejects.toThrow(
    /ended with 1 [^]*Version 9\.9\.0 of this app has written .*my profile/,
  );
  expect(await readTree(scene.profile, ofTheEngine)).toEqual(before);
});

test('opens no installation that a newer version wrote, and leaves it as it is', async ({ layOut, start }) => {
  const scene = await layOut('0.9.0');
  const ours = join(scene.comfyui, 'user', '__manager');
  const stamp = join(ours, 'desktop', 'data-format.json');
  const own = await readFile(stamp, 'utf8').catch(() => null);
  await mkdir(join(ours, 'desktop'), { recursive: true });
  await writeFile(stamp, newer);
  await giveTo(scene.person, ours);
  try {
    const before = await readTree(ours);
    const app = await start(scene);
    expect((await app.call('installation.current', {})).installation).toBeNull();
    await expect(app.call('installation.open', { folder: scene.comfyui })).rejects.toMatchObject({
      code: 'data-newer',
    });
    await app.end();
    expect(await readTree(ours)).toEqual(before);
  } finally {
    if (own === null) await rm(stamp);
    else await writeFile(stamp, own);
  }
});

/** The arguments as words that each stand for themselves: `--set a=b` becomes `--set=a=b`. */
function joined(args: readonly string[]): string[] {
  const takesNext = (word: string | undefined) => word === '--comfyui' || word === '--set';
  return args.flatMap((word, at) =>
    takesNext(args[at - 1]) ? [] : [takesNext(word) ? `${word}=${args[at + 1] ?? ''}` : word],
  );
}

test('what an installer starts finds its arguments in a note, once', async ({ layOut, start }) => {
  const scene = await layOut('1.0.0');
  const plain = join(scene.person.home, '.config', 'ComfyUI Manager Desktop');
  await mkdir(plain, { recursive: true });
  const note = { version: 1, atMs: Date.now(), arguments: joined(scene.args) };
  await writeFile(join(plain, 'restart.json'), JSON.stringify(note));
  await giveTo(scene.person, scene.person.home);
  const app = await start({ ...scene, args: [] });
  const { settings } = await app.call('settings.read', {});
  expect(settings.find(({ name }) => name === 'downloads.stallSeconds')?.source).toBe('command-line');
  expect((await app.call('installation.current', {})).installation?.rootDir).toBe(scene.comfyui);
  await access(join(scene.profile, 'state.json'));
  await expect(access(join(plain, 'restart.json'))).rejects.toThrow();
});
