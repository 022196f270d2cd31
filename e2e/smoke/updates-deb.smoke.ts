import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../comfy-calls';
import { openDebian, putInto, whyNoDebian, type Debian } from './debian';
import { program } from './packages';
import type { Feed } from './update-feed';
import { expect, test, updatingArguments } from './update-test';
import { builtVersion } from './update-versions';
import { personsData, proveUnchanged, type UpdatingApp } from './updating-app';

/** Only root may install a deb without a question that a person would have to answer. */
const person = { id: 0, home: '/root' };
const profile = '/root/my profile';

let reason: string | null = null;
let debian: Debian;
let leave: () => Promise<void> = () => Promise.resolve();

test.beforeAll(async ({ world }) => {
  test.setTimeout(600_000);
  reason = await whyNoDebian();
  if (reason !== null) return;
  debian = await openDebian([world.root]);
  leave = debian.leave;
});
test.beforeEach(() => test.skip(reason !== null, reason ?? ''));
test.afterAll(() => leave());

/** What dpkg says is there; null: nothing. */
async function installed(): Promise<string | null> {
  const output = await debian.run(['dpkg-query', '-W', '-f', '${Status} ${Version}', program]).catch(() => '');
  return /^install ok installed (\S+)/.exec(output)?.[1] ?? null;
}

async function refuseTampered(app: UpdatingApp, feed: Feed): Promise<void> {
  const version = await installed();
  feed.setFault({ kind: 'tampered', name: /\.deb$/ });
  await app.call('updates.download', {});
  await app.view({ step: 'available', problem: { message: expect.stringMatching(/not what was published/) } });
  feed.setFault(null);
  expect(await installed()).toBe(version);
}

test('the deb in a bare Debian 12 updates itself twice and is removed, and what is the person’s stays', async ({
  feed,
  settings,
  start,
  world,
}) => {
  test.setTimeout(600_000);
  await debian.run(['apt-get', 'update', '-qq']);
  await putInto(debian, builtVersion('0.9.0').deb, '/tmp/first.deb');
  await debian.install(['/tmp/first.deb', 'git', 'python3', 'python3-venv']);
  expect(await installed()).toBe('0.9.0');
  await mkdir(join(debian.root, profile));
  const port = await freePort();
  const args = [...updatingArguments(world, { settings, profile, port }), '--no-sandbox'];
  const scene = { args, port, person, comfyui: world.comfyui.path, isInside: true };
  const before = await personsData(scene.comfyui);
  // Packs, models and pictures: an empty list would prove nothing.
  expect(Object.keys(before).length).toBeGreaterThan(20);
  const app = await start({ ...scene, command: debian.enter([program]) });
  await app.call('preferences.set', { language: 'de' });
  for (const version of ['1.0.0', '1.1.0']) {
    feed.serve(builtVersion(version).folder);
    await app.call('updates.check', {});
    await app.view({ step: 'available' });
    await refuseTampered(app, feed);
    await app.call('updates.download', {});
    await app.view({ step: 'ready', problem: null });
    await app.install();
    expect((await app.restarted(version)).news?.version).toBe(version);
    expect(await installed()).toBe(version);
    await proveUnchanged(app, { ...scene, command: debian.enter([program]) }, before);
  }
  await app.end();
  await debian.run(['dpkg', '--remove', program]);
  expect(await installed()).toBeNull();
  expect(await personsData(scene.comfyui)).toEqual(before);
  await access(join(debian.root, profile, 'state.json'));
});
