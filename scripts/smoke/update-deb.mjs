// The deb in a bare Debian 12: installed, updated twice by itself, and removed; models and packs are counted before and after.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { enterDebian } from './debian-root.mjs';
import { freePort } from './packaged-app.mjs';
import { personsData, proveKept, withApp } from './update-scene.mjs';

const PROGRAM = '/opt/comfyui-manager-desktop/comfyui-manager-desktop';

/** What dpkg says is there; null: nothing. */
function installed(debian) {
  const { output } = debian.run('dpkg-query', '-W', '-f', '${Status} ${Version}', 'comfyui-manager-desktop');
  return /^install ok installed (\S+)/.exec(output)?.[1] ?? null;
}

async function deb(world) {
  const folder = mkdtempSync(join(world.work, 'deb-'));
  const shared = [folder, dirname(world.world.comfyui)];
  const debian = await enterDebian({ work: folder, given: world.debian, shared });
  try {
    copyFileSync(world.versions['0.9.0'].deb, join(folder, 'first.deb'));
    debian.run('apt-get', 'update');
    const put = debian.run('apt-get', 'install', '-y', '--no-install-recommends', join(folder, 'first.deb'));
    assert.equal(put.status, 0, put.output.slice(-2000));
    assert.equal(installed(debian), '0.9.0');
    const told = await update(world, debian, folder);
    const away = debian.run('dpkg', '--remove', 'comfyui-manager-desktop');
    assert.equal(away.status, 0, away.output);
    assert.equal(installed(debian), null);
    return told;
  } finally {
    debian.leave();
  }
}

async function update(world, debian, folder) {
  const paths = { home: join(folder, 'home'), profile: join(folder, 'my profile') };
  for (const path of Object.values(paths)) mkdirSync(path);
  const [port, debugPort] = [await freePort(), await freePort()];
  const settings = {
    ...world.world.set,
    'updates.feed': world.feed.url,
    'updates.check': 'false',
    'updates.download': 'false',
    'downloads.stallSeconds': '33',
  };
  const args = [
    ...[`--user-data-dir=${paths.profile}`, '--comfyui', world.world.comfyui, `--port=${port}`],
    ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
  ];
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: paths.home, ...world.display };
  const scene = {
    ...{ folder: paths.home, port, debugPort, args, env, program: PROGRAM, wrap: debian.wrap },
    comfyui: world.world.comfyui,
  };
  const before = personsData(scene.comfyui);
  const files = Object.values(before).reduce((sum, found) => sum + Object.keys(found).length, 0);
  await withApp(scene, async (app) => {
    await app.call('preferences.set', { language: 'de' });
    for (const version of ['1.0.0', '1.1.0']) {
      world.feed.serve(world.versions[version].folder);
      await app.call('updates.check');
      await app.view({ step: 'available' });
      await refuseTampered(world, app, debian);
      await app.call('updates.download');
      await app.view({ step: 'ready', problem: null });
      await app.install();
      assert.equal((await app.restarted(version)).news?.version, version);
      assert.equal(installed(debian), version);
      await proveKept(app, scene, before);
    }
  });
  assert.deepEqual(personsData(scene.comfyui), before);
  assert.ok(existsSync(join(paths.profile, 'state.json')));
  return `${files} files of the person before and after`;
}

async function refuseTampered({ feed }, app, debian) {
  const version = installed(debian);
  feed.fault({ kind: 'tampered', name: /\.deb$/ });
  await app.call('updates.download');
  await app.view({ step: 'available', problem: /not what was published/ });
  feed.fault(null);
  assert.equal(installed(debian), version);
}

/** Cases by name. */
export const debCases = { deb };
