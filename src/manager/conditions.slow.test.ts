import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleModules, type BundledModules } from '../../e2e/bundle-modules';
import { onlyWhere } from '../base/testing/only-where';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import {
  packTask,
  readOwn,
  runTask,
  noticeSentences,
  openUsedTemplate,
  type UsedTemplate,
} from './testing/used-installation';

let used: UsedTemplate;
let folder = '';
let root = '';
let manager: Manager | null = null;

beforeAll(async () => {
  used = await openUsedTemplate();
});
afterAll(() => used.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conditions-'));
  root = join(folder, 'ComfyUI');
  await used.copyTo(root);
});
afterEach(async () => {
  vi.useRealTimers();
  await manager?.close();
  manager = null;
  await rm(folder, { recursive: true, force: true });
});

async function openIt(place = root): Promise<Manager> {
  manager = await openCoreOffline(place);
  return manager;
}

const nobody = 65_534;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const canBeOther = isRoot && spawnSync('setpriv', ['--version']).status === 0;

describe('another account', onlyWhere(canBeOther, 'only root on Linux can be another account'), () => {
  let modules: BundledModules;
  beforeAll(async () => {
    const at = (path: string) => join(import.meta.dirname, path);
    modules = await bundleModules({
      core: at('./testing/core-offline.ts'),
      used: at('./testing/used-installation.ts'),
    });
    await chmod(modules.folder, 0o755);
  });
  afterAll(() => rm(modules.folder, { recursive: true, force: true }));

  async function giveAway(path: string): Promise<void> {
    await chown(path, nobody, nobody);
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
      await chown(join(entry.parentPath, entry.name), nobody, nobody);
  }

  /** What the core of that account says: of opening, of its files, and of a task. */
  function openAsOther(): {
    refused?: { code: string; message: string; remedy?: string };
    told?: string[];
    outcome?: unknown;
  } {
    const script = `
      const { openCoreOffline } = await import(${JSON.stringify(modules.urlOf('core'))});
      const { packTask, runTask, noticeSentences } = await import(${JSON.stringify(modules.urlOf('used'))});
      let said;
      try {
        const manager = await openCoreOffline(${JSON.stringify(root)});
        const told = await noticeSentences(manager);
        const { outcome } = await runTask(manager, packTask('other', 'disable', 'pack-d'));
        said = { told, outcome };
        await manager.close();
      } catch ({ code, message, remedy }) {
        said = { refused: { code, message, remedy } };
      }
      console.log('said ' + JSON.stringify(said));
      process.exit(0);
    `;
    const words = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', process.execPath];
    const ran = spawnSync('setpriv', [...words, '--input-type=module', '-e', script], { encoding: 'utf8', cwd: '/' });
    const line = ran.stdout.split('\n').find((one) => one.startsWith('said '));
    if (line === undefined) throw new Error(ran.stderr);
    return JSON.parse(line.slice(5)) as ReturnType<typeof openAsOther>;
  }

  it('is told that it may not write where all can only be read, and nothing is changed', async () => {
    await chmod(folder, 0o755);
    const before = await readdir(root, { recursive: true });
    const { refused } = openAsOther();
    expect(refused).toMatchObject({
      code: 'not-writable',
      message: expect.stringMatching(/could not be written, because this account may not write there/) as string,
      remedy: expect.stringContaining('right to write') as string,
    });
    expect(await readdir(root, { recursive: true })).toEqual(before);
  });

  it('is told of packs that it may not move, and they stay', async () => {
    await giveAway(folder);
    await chown(join(root, 'custom_nodes'), 0, 0);
    const { outcome } = openAsOther();
    // The folder that takes nothing is named, not the pack that was to be moved out of it.
    const message = expect.stringMatching(/custom_nodes could not be written/) as string;
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'not-writable', message } });
    expect(await readdir(join(root, 'custom_nodes'))).toContain('pack-d');
    expect((await readOwn(await openIt())).packs).toMatchObject({ 'pack-d': { enabled: true } });
  });

  it('goes on without a file that it may not read, which stays where it was moved to', async () => {
    await giveAway(folder);
    const desktop = join(root, 'user', '__manager', 'desktop');
    for (const name of ['history.jsonl', 'disabled-origins.json']) {
      await chown(join(desktop, name), 0, 0);
      await chmod(join(desktop, name), 0o600);
    }
    const { told, outcome } = openAsOther();
    expect(told).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^The history of tasks could not be read/),
        expect.stringMatching(/disabled-origins\.json could not be read/),
      ]),
    );
    expect(outcome).toMatchObject({ status: 'done' });
    expect(await readdir(join(desktop, 'unreadable'))).toHaveLength(2);
  });
});

it('a path of more than 300 characters is one like every other', async () => {
  const deep = join(folder, ...Array.from({ length: 6 }, (_none, at) => `${at}${'x'.repeat(50)}`), 'ComfyUI');
  await mkdir(join(deep, '..'), { recursive: true });
  await cp(root, deep, { recursive: true });
  expect(deep.length).toBeGreaterThan(300);
  const opened = await openIt(deep);
  expect((await runTask(opened, packTask('deep', 'uninstall', 'pack-d'))).outcome).toMatchObject({ status: 'done' });
  expect(await opened.operations['snapshots.save']({}, { caller: 'person' })).toMatchObject({
    name: expect.any(String) as string,
  });
  expect(await noticeSentences(opened)).toEqual([]);
});

describe('a clock that is wrong', () => {
  it.each([
    ['ahead', Date.UTC(2099, 0, 1)],
    ['back', Date.UTC(1999, 0, 1)],
  ])('and is %s takes nothing, and tasks are told in their order when it is right again', async (_how, wrongMs) => {
    const first = await openIt();
    const before = await readOwn(first);
    const batches = await first.operations['queue.batches']({}, { caller: 'person' });
    await first.close();
    expect(batches.ids).toHaveLength(2);

    vi.useFakeTimers({ toFake: ['Date'], now: wrongMs });
    const wrong = await openIt();
    expect(await readOwn(wrong)).toEqual(before);
    expect((await runTask(wrong, packTask('wrong', 'disable', 'pack-c'))).outcome).toMatchObject({ status: 'done' });
    await wrong.close();
    vi.useRealTimers();

    const right = await openIt();
    expect((await runTask(right, packTask('right', 'disable', 'pack-d'))).outcome).toMatchObject({ status: 'done' });
    expect((await readOwn(right)).tasks).toEqual(['right', 'wrong', ...before.tasks]);
    expect((await right.operations['queue.batches']({}, { caller: 'person' })).ids).toEqual(
      expect.arrayContaining(batches.ids),
    );
    const plan = await right.operations['undo.plan']({ ui_id: 'right' }, { caller: 'person' });
    expect(plan).toMatchObject({ state: 'possible' });
  });
});
