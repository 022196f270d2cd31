// What a case of the update test begins with: an app of one version in a folder of its own, with a home, a profile and a ComfyUI.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { commandLineAt, endAt, freePort, openWindow, startPackaged, until, versionAt } from './packaged-app.mjs';

/** Names that a running ComfyUI, or a look at a folder, makes. */
const FLEETING = new Set(['__pycache__', 'logs', '.git']);

/** Every file below a folder with the hash of its content; without what runs leave by themselves. */
export function fingerprint(root, skip = FLEETING) {
  const found = {};
  const walk = (folder) => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const info = lstatSync(path);
      if (skip.has(name)) continue;
      if (info.isDirectory()) walk(path);
      else if (info.isFile()) found[relative(root, path)] = hashOf(path);
    }
  };
  if (existsSync(root)) walk(root);
  return found;
}

/** SHA-256 of a file. */
export function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** What is the person's in a ComfyUI folder. */
export function personsData(comfyui) {
  return Object.fromEntries(
    ['models', 'custom_nodes', 'input', 'output', 'user/default'].map((name) => [
      name,
      fingerprint(join(comfyui, name)),
    ]),
  );
}

/** What must be as it was after an update: arguments, settings, what the person has. */
export async function proveKept(app, scene, before) {
  const { settings } = await app.call('settings.read');
  const stall = settings.find(({ name }) => name === 'downloads.stallSeconds');
  assert.deepEqual([stall.value, stall.source], ['33', 'command-line'], 'arguments are kept');
  assert.equal((await app.call('installation.current')).installation.rootDir, scene.comfyui);
  assert.equal((await app.call('preferences.get')).language, 'de', 'the profile is the same');
  assert.deepEqual(personsData(scene.comfyui), before, 'what is the person’s is untouched');
}

/**
 * Lays an AppImage out as a person has it: in a folder of theirs, under a name of theirs.
 * @param {{work: string, world: {comfyui: string, set: Record<string, string>}, feed: {url: string}, display: Record<string, string>}} about
 */
export async function createScene(
  { work, world, feed, display },
  { version, settings = {}, name = 'ComfyUI Manager.AppImage' },
) {
  const folder = mkdtempSync(join(work, 'scene-'));
  const paths = { home: join(folder, 'home'), profile: join(folder, 'my profile'), apps: join(folder, 'my apps') };
  for (const path of Object.values(paths)) mkdirSync(path);
  const program = join(paths.apps, name);
  copyFileSync(version.appImage, program);
  chmodSync(program, 0o755);
  const [port, debugPort] = [await freePort(), await freePort()];
  const all = {
    ...world.set,
    'updates.feed': feed.url,
    'updates.check': 'false',
    'updates.download': 'false',
    'downloads.stallSeconds': '33',
    ...settings,
  };
  const args = [
    ...[`--user-data-dir=${paths.profile}`, '--comfyui', world.comfyui, `--port=${port}`, '--hidden'],
    ...Object.entries(all).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
  ];
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: paths.home, TMPDIR: folder, ...display };
  return { ...paths, folder, program, port, debugPort, args, env, comfyui: world.comfyui };
}

/** Runs a case in a scene, and ends whatever app is there at its end. */
export async function withApp(scene, work) {
  let app;
  let window;
  const begin = async () => {
    await window?.close().catch(() => {});
    await app?.stop();
    app = await startPackaged(scene);
    window = await openWindow(scene.debugPort);
  };
  await begin();
  const handle = {
    call: (...given) => window.call(...given),
    page: () => window.page,
    /** Restarts into the new version; the window goes before it could answer. */
    install: () =>
      window.call('updates.install').catch((error) => assert.match(String(error), /closed|crashed|destroyed/)),
    output: () => app.output(),
    /** The version that answers at the port. */
    version: () => versionAt(scene.port),
    /** Looks at the view until it fits. */
    view: (wanted) => untilView(window, wanted),
    /**
     * After a restart that the app made: the new one has the arguments of the old one. To look at its window it is started once more: what listened for
     * us in the old process is still held, and answers no more.
     */
    restarted: async (version) => {
      await until(`version ${version} is there`, async () => (await versionAt(scene.port)) === `V${version}`);
      const given = commandLineAt(scene.port);
      assert.deepEqual(
        scene.args.filter((word) => !given.includes(word)),
        [],
        'every argument is handed over',
      );
      await endAt(scene.port);
      await begin();
      return window.call('updates.read');
    },
    exited: () => until('the app ends by itself', () => app.child.process.exitCode !== null),
    again: begin,
  };
  try {
    return await work(handle);
  } catch (error) {
    error.output = app.output().slice(-3000);
    throw error;
  } finally {
    await window.close().catch(() => {});
    await endAt(scene.port).catch(() => {});
    await app.stop();
    rmSync(scene.folder, { recursive: true, force: true });
  }
}

async function untilView(window, wanted) {
  let last;
  try {
    return await until(JSON.stringify(wanted), async () => {
      last = await window.call('updates.read');
      return (
        Object.entries(wanted).every(([key, value]) =>
          value instanceof RegExp ? value.test(JSON.stringify(last[key])) : last[key] === value,
        ) && last
      );
    });
  } catch (error) {
    assert.fail(`${error.message} The view was ${JSON.stringify(last)}`);
  }
}
