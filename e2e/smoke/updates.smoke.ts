import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appImageName, expect, test } from './update-test';
import { builtVersion, disguise } from './update-versions';
import { fetchNewer, hashOf, personsData, proveUnchanged } from './updating-app';

test('0.9 becomes 1.0 and then 1.1 in one profile, by the parts that differ alone', async ({ feed, layOut, start }) => {
  const scene = await layOut('0.9.0');
  const before = await personsData(scene.comfyui);
  const app = await start(scene);
  await app.call('preferences.set', { language: 'de' });
  for (const version of ['1.0.0', '1.1.0']) {
    feed.serve(builtVersion(version).folder);
    feed.forget();
    const { offered } = await fetchNewer(app);
    expect(offered?.version).toBe(version);
    expect(offered?.notes).toContain(`What ${version} brings`);
    const image = feed.sent().filter(({ name }) => name.endsWith('.AppImage'));
    expect(image.length).toBeGreaterThan(0);
    expect(image.filter(({ isPart }) => !isPart)).toEqual([]);
    await app.install();
    const view = await app.restarted(version);
    expect(view).toMatchObject({ current: version, news: { version }, problem: null });
    await proveUnchanged(app, scene, before);
    expect(await hashOf(scene.program)).toBe(await hashOf(builtVersion(version).appImage));
  }
  expect(await readdir(scene.apps)).toEqual([appImageName]);
  expect((await app.call('updates.dismissNews', {})).news).toBeNull();
});

test('0.9 becomes 1.1 at once, from a server that knows no parts', async ({ feed, layOut, start }) => {
  feed.serve(builtVersion('1.1.0').folder);
  feed.setFault({ kind: 'no-parts' });
  const scene = await layOut('0.9.0');
  const before = await personsData(scene.comfyui);
  const app = await start(scene);
  await app.call('preferences.set', { language: 'de' });
  await fetchNewer(app);
  await app.install();
  await app.restarted('1.1.0');
  await proveUnchanged(app, scene, before);
});

test('says that nobody answers, that a byte was changed, that it was cut, and does it once that is over', async ({
  feed,
  layOut,
  start,
}) => {
  feed.serve(builtVersion('1.0.0').folder);
  const scene = await layOut('0.9.0');
  const own = await hashOf(scene.program);
  const app = await start(scene);
  const withProblem = (words: RegExp) => ({ problem: { message: expect.stringMatching(words) } });
  await feed.close();
  await app.call('updates.check', {});
  await app.view({ step: 'idle', ...withProblem(/did not answer/) });
  await feed.open();
  await app.call('updates.check', {});
  await app.view({ step: 'available', problem: null });
  const faults = { tampered: /not what was published/, cut: /did not answer, or stopped in the middle/ };
  for (const kind of ['tampered', 'cut'] as const) {
    feed.setFault({ kind, name: /\.AppImage$/ });
    await app.call('updates.download', {});
    await app.view({ step: 'available', ...withProblem(faults[kind]) });
    expect(await app.version()).toBe('V0.9.0');
  }
  expect(await hashOf(scene.program)).toBe(own);
  feed.setFault(null);
  await app.call('updates.download', {});
  await app.view({ step: 'ready', problem: null });
  await app.install();
  await app.restarted('1.0.0');
});

test('takes no older version, and not its own, whatever a feed calls the newest', async ({
  feed,
  layOut,
  start,
}, info) => {
  const app = await start(await layOut('1.0.0'));
  for (const [offered, version] of [
    ['0.9.0', '0.9.0'],
    ['1.1.0', '0.9.9'],
    ['1.1.0', '1.0.0'],
  ] as const) {
    feed.serve(await disguise(builtVersion(offered), { version }, info.outputPath('disguised')));
    feed.forget();
    await app.call('updates.check', {});
    await app.view({ step: 'current', offered: null, problem: null });
    expect(feed.sent().map(({ name }) => name)).toEqual(['latest-linux.yml']);
  }
});

for (const [channel, found] of [
  ['stable', '1.1.0'],
  ['preview', '1.2.0-beta.1'],
] as const)
  test(`who follows ${channel} is offered ${found}`, async ({ feed, layOut, start }, info) => {
    const about = { version: '1.2.0-beta.1', channel: 'beta' };
    feed.serve(await disguise(builtVersion('1.1.0'), about, info.outputPath('preview')));
    const app = await start(await layOut('0.9.0', { 'updates.channel': channel }));
    await app.call('updates.check', {});
    expect((await app.view({ step: 'available' })).offered?.version).toBe(found);
  });

test('downloads and installs nothing while a ComfyUI of ours runs, and goes on when it has stopped', async ({
  feed,
  layOut,
  start,
}) => {
  feed.serve(builtVersion('1.0.0').folder);
  // Nobody in particular may not reach the Python of whoever runs this.
  const app = await start(await layOut('0.9.0', { 'comfyui.port': '0', 'python.interpreter': '/usr/bin/python3' }));
  await app.call('comfyui.start', {});
  await app.view({ waitsFor: 'comfyui' });
  await app.call('updates.check', {});
  feed.forget();
  await app.call('updates.download', {});
  await app.view({ step: 'waiting', waitsFor: 'comfyui' });
  expect(feed.sent()).toEqual([]);
  await app.call('comfyui.stop', {});
  await app.view({ step: 'ready', waitsFor: null });
  await app.call('comfyui.start', {});
  await app.view({ step: 'ready', waitsFor: 'comfyui' });
  await expect(app.call('updates.install', {})).rejects.toMatchObject({ code: 'update-refused' });
  expect(await app.version()).toBe('V0.9.0');
  await app.call('comfyui.stop', {});
  await app.view({ step: 'ready', waitsFor: null });
  await app.install();
  await app.restarted('1.0.0');
});

test('installs nothing that was changed after it was downloaded, and comes back as it was', async ({
  feed,
  layOut,
  start,
}) => {
  feed.serve(builtVersion('1.0.0').folder);
  const scene = await layOut('0.9.0');
  const own = await hashOf(scene.program);
  const app = await start(scene);
  await fetchNewer(app);
  const pending = join(scene.person.home, '.cache', 'comfyui-manager-desktop-updater', 'pending');
  const [name = ''] = (await readdir(pending)).filter((entry) => entry.endsWith('.AppImage'));
  const bytes = await readFile(join(pending, name));
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
  await writeFile(join(pending, name), bytes);
  await app.install();
  await app.hasEnded();
  await app.restarted('0.9.0');
  expect(await hashOf(scene.program)).toBe(own);
});
