// What an AppImage goes through when it updates itself, each with what must be true after it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createScene, hashOf, personsData, proveKept, withApp } from './update-scene.mjs';
import { disguise } from './update-versions.mjs';

async function fetchNewer(app) {
  await app.call('updates.check');
  await app.view({ step: 'available' });
  await app.call('updates.download');
  return app.view({ step: 'ready' });
}

/** 0.9 to 1.0 to 1.1 in one profile, with the parts that differ alone. */
async function stepByStep(world) {
  const scene = await createScene(world, { version: world.versions['0.9.0'] });
  const before = personsData(scene.comfyui);
  return withApp(scene, async (app) => {
    await app.call('preferences.set', { language: 'de' });
    const told = [];
    for (const version of ['1.0.0', '1.1.0']) {
      world.feed.serve(world.versions[version].folder);
      world.feed.forget();
      const { offered } = await fetchNewer(app);
      assert.equal(offered.version, version);
      assert.match(offered.notes, new RegExp(`What ${version.replaceAll('.', '\\.')} brings`));
      const image = world.feed.sent().filter(({ name }) => name.endsWith('.AppImage'));
      assert.ok(
        image.every(({ isPart }) => isPart),
        'parts are asked for',
      );
      told.push(`${version}: ${image.reduce((sum, { bytes }) => sum + bytes, 0)} bytes in ${image.length} parts`);
      await app.install();
      const view = await app.restarted(version);
      assert.deepEqual([view.current, view.news?.version, view.problem], [version, version, null]);
      await proveKept(app, scene, before);
      assert.equal(hashOf(scene.program), hashOf(world.versions[version].appImage), 'the file is the new version');
    }
    assert.deepEqual(readdirSync(scene.apps), ['ComfyUI Manager.AppImage'], 'nothing lies beside it');
    assert.equal((await app.call('updates.dismissNews')).news, null);
    return told.join('; ');
  });
}

/** 0.9 to 1.1 at once, from a server that knows no parts. */
async function twoVersionsApart(world) {
  world.feed.serve(world.versions['1.1.0'].folder);
  world.feed.fault({ kind: 'no-parts' });
  const scene = await createScene(world, { version: world.versions['0.9.0'] });
  const before = personsData(scene.comfyui);
  return withApp(scene, async (app) => {
    await app.call('preferences.set', { language: 'de' });
    await fetchNewer(app);
    await app.install();
    await app.restarted('1.1.0');
    await proveKept(app, scene, before);
  });
}

/** No server, a server that changes a byte, a connection that is cut; and then the same again without a fault. */
async function faults(world) {
  const { feed } = world;
  feed.serve(world.versions['1.0.0'].folder);
  const scene = await createScene(world, { version: world.versions['0.9.0'] });
  const own = hashOf(scene.program);
  return withApp(scene, async (app) => {
    await feed.close();
    await app.call('updates.check');
    await app.view({ step: 'idle', problem: /did not answer/ });
    await feed.open();
    await app.call('updates.check');
    await app.view({ step: 'available', problem: null });
    const told = [];
    for (const [kind, words] of [
      ['tampered', /not what was published/],
      ['cut', /did not answer, or not to the end/],
    ]) {
      feed.fault({ kind, name: /\.AppImage$/ });
      await app.call('updates.download');
      const { problem } = await app.view({ step: 'available', problem: words });
      told.push(`${kind}: ${problem.message}`);
      assert.equal(await app.version(), 'V0.9.0');
    }
    assert.equal(hashOf(scene.program), own, 'the app is what it was');
    feed.fault(null);
    await app.call('updates.download');
    await app.view({ step: 'ready', problem: null });
    await app.install();
    await app.restarted('1.0.0');
    return told.join(' ');
  });
}

/** A feed that names an older version, or its own, the newest. */
async function downgrade(world) {
  const scene = await createScene(world, { version: world.versions['1.0.0'] });
  await withApp(scene, async (app) => {
    for (const [offered, version] of [
      ['0.9.0', '0.9.0'],
      ['1.1.0', '0.9.9'],
      ['1.1.0', '1.0.0'],
    ]) {
      world.feed.serve(disguise(world.versions[offered], { version }, join(world.work, 'disguised')));
      await app.call('updates.check');
      await app.view({ step: 'current', offered: null, problem: null });
    }
  });
}

/** A version that is tried out is for those who want that. */
async function channels(world) {
  const about = { version: '1.2.0-beta.1', channel: 'beta' };
  world.feed.serve(disguise(world.versions['1.1.0'], about, join(world.work, 'preview')));
  for (const [channel, found] of [
    ['stable', '1.1.0'],
    ['preview', '1.2.0-beta.1'],
  ]) {
    const scene = await createScene(world, {
      version: world.versions['0.9.0'],
      settings: { 'updates.channel': channel },
    });
    await withApp(scene, async (app) => {
      await app.call('updates.check');
      assert.equal((await app.view({ step: 'available' })).offered.version, found);
    });
  }
}

/** While a ComfyUI of ours runs nothing is downloaded or installed; what waited goes on when it has stopped. */
async function waits(world) {
  world.feed.serve(world.versions['1.0.0'].folder);
  const scene = await createScene(world, { version: world.versions['0.9.0'], settings: { 'comfyui.port': '0' } });
  return withApp(scene, async (app) => {
    await app.call('comfyui.start', {});
    await app.view({ waitsFor: 'comfyui' });
    await app.call('updates.check');
    world.feed.forget();
    await app.call('updates.download');
    await app.view({ step: 'waiting', waitsFor: 'comfyui' });
    await app.call('comfyui.stop', {});
    await app.view({ step: 'ready', waitsFor: null });
    await app.call('comfyui.start', {});
    await app.view({ step: 'ready', waitsFor: 'comfyui' });
    await assert.rejects(app.call('updates.install'), { code: 'update-refused' });
    assert.equal(await app.version(), 'V0.9.0');
    await app.call('comfyui.stop', {});
    await app.view({ step: 'ready', waitsFor: null });
    await app.install();
    await app.restarted('1.0.0');
  });
}

/** Somebody writes into the downloaded file before it is installed: the app comes back as it was, and says so. */
async function changedAfterwards(world) {
  world.feed.serve(world.versions['1.0.0'].folder);
  const scene = await createScene(world, { version: world.versions['0.9.0'] });
  const own = hashOf(scene.program);
  return withApp(scene, async (app) => {
    await fetchNewer(app);
    const pending = join(scene.home, '.cache', 'comfyui-manager-desktop-updater', 'pending');
    const file = join(
      pending,
      readdirSync(pending).find((name) => name.endsWith('.AppImage')),
    );
    const bytes = readFileSync(file);
    bytes[bytes.length - 5] ^= 1;
    writeFileSync(file, bytes);
    await app.install();
    await app.exited();
    await app.restarted('0.9.0');
    assert.equal(hashOf(scene.program), own);
  });
}

/** Cases by name, in the order they run. */
export const appImageCases = {
  stepByStep,
  twoVersionsApart,
  faults,
  downgrade,
  channels,
  waits,
  changedAfterwards,
};
