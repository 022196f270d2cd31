// Where there are no updates, and what an older version does with the data of a newer one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../children.mjs';
import { createScene, fingerprint, withApp } from './update-scene.mjs';

const newer = JSON.stringify({ version: 1, format: 99, app: '9.9.0' });

/** What the engine makes before any of our code runs is no data of ours. */
const engine = new Set(['Crashpad']);

/** Off, each with its reason: an archive, a program that holds the app, an installation that is offline. */
async function off(world) {
  const archive = await createScene(world, { version: world.versions['1.0.0'] });
  spawnSync(archive.program, ['--appimage-extract'], { cwd: archive.folder, env: archive.env });
  const unpacked = { ...archive, program: join(archive.folder, 'squashfs-root', 'comfyui-manager-desktop') };
  await withApp(unpacked, (app) => app.view({ off: 'archive' }));
  const scene = await createScene(world, { version: world.versions['1.0.0'] });
  await withApp(scene, async (app) => {
    await app.view({ off: null });
    await app.call('config.change', { changes: { network_mode: 'offline' } });
    await app.view({ off: 'offline' });
    world.feed.forget();
    await app.call('updates.check');
    assert.deepEqual(world.feed.sent(), [], 'nothing was asked of the feed');
    await app.call('config.change', { changes: { network_mode: 'public' } });
    await app.view({ off: null });
  });
}

/** A profile, and an installation, that a newer version wrote. */
async function newerData(world) {
  const scene = await createScene(world, { version: world.versions['0.9.0'] });
  writeFileSync(join(scene.profile, 'data-format.json'), newer);
  const before = fingerprint(scene.profile, engine);
  const child = startChild(scene.program, ['--no-sandbox', '--disable-gpu', ...scene.args], {
    env: { ...scene.env, CMD_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.process.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  assert.equal((await child.exit).code, 1);
  assert.match(said, /Version 9\.9\.0 of this app has written .*my profile/);
  assert.deepEqual(fingerprint(scene.profile, engine), before, 'the profile is as it was');
  rmSync(join(scene.profile, 'data-format.json'));
  await refuseInstallation(scene, join(scene.comfyui, 'user', '__manager', 'desktop'));
}

async function refuseInstallation(scene, desktop) {
  mkdirSync(desktop, { recursive: true });
  const stamp = join(desktop, 'data-format.json');
  const own = existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
  writeFileSync(stamp, newer);
  const before = fingerprint(join(desktop, '..'), new Set());
  try {
    await withApp(scene, async (app) => {
      assert.equal((await app.call('installation.current')).installation, null);
      await assert.rejects(app.call('installation.open', { folder: scene.comfyui }), { code: 'data-newer' });
    });
    assert.deepEqual(fingerprint(join(desktop, '..'), new Set()), before, 'the installation is as it was');
  } finally {
    if (own === null) rmSync(stamp);
    else writeFileSync(stamp, own);
  }
}

/** An installer, or the system, starts the new version without arguments: it finds them in a note, once. */
async function notedArguments(world) {
  const scene = await createScene(world, { version: world.versions['1.0.0'] });
  const plain = join(scene.home, '.config', 'ComfyUI Manager Desktop');
  mkdirSync(plain, { recursive: true });
  const own = scene.args.flatMap((word, at, all) =>
    ['--comfyui', '--set'].includes(all[at - 1])
      ? []
      : ['--comfyui', '--set'].includes(word)
        ? [`${word}=${all[at + 1]}`]
        : [word],
  );
  writeFileSync(join(plain, 'restart.json'), JSON.stringify({ version: 1, atMs: Date.now(), arguments: own }));
  await withApp({ ...scene, args: [] }, async (app) => {
    const { settings } = await app.call('settings.read');
    assert.equal(settings.find(({ name }) => name === 'downloads.stallSeconds').source, 'command-line');
    assert.equal((await app.call('installation.current')).installation.rootDir, scene.comfyui);
    assert.ok(existsSync(join(scene.profile, 'state.json')), 'the profile is the one that was named');
    assert.ok(!existsSync(join(plain, 'restart.json')), 'the note counts once');
  });
}

/** Cases by name, in the order they run. */
export const refusalCases = { off, newerData, notedArguments };
