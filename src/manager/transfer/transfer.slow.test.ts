import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import type { Manager } from '../manager';
import { openCoreOffline } from '../testing/core-offline';
import { layOutPacks, packTask, noticeSentences } from '../testing/used-installation';

type Given = string | Record<string, unknown>;

const door = { caller: 'person' } as const;
const secrets = ['hf_0123456789abcdefghij', 'ghp_ABCDEFabcdef0123456789', 'swordfish', 'Basic-secret-77'];

let root = '';
/** The name that the snapshot got. */
let mine = '';
const open: Manager[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'take with you 工房-'));
});
afterEach(async () => {
  for (const manager of open.splice(0)) await manager.close();
  await rm(root, { recursive: true, force: true });
});

const at = (...names: string[]) => join(root, ...names);
const desktop = (folder: string) => at(folder, 'user', '__manager', 'desktop');

async function openFolder(name: string, settings: Parameters<typeof openCoreOffline>[1] = {}): Promise<Manager> {
  await mkdir(at(name, 'custom_nodes'), { recursive: true });
  const manager = await openCoreOffline(at(name), settings);
  open.push(manager);
  return manager;
}

/** The same folder after a restart. */
async function openAgain(manager: Manager, name: string): Promise<Manager> {
  await manager.close();
  open.splice(open.indexOf(manager), 1);
  return openFolder(name);
}

/** Another installation, in which a pack is held, and whose own snapshot has the name of one that comes. */
async function openWithOwn(): Promise<Manager> {
  await layOutPacks(at('there'), ['pack-b']);
  const there = await openFolder('there');
  await there.operations['packs.setHold']({ key: 'pack-b', reason: 'my own reason' }, door);
  const own = JSON.stringify(await there.operations['snapshots.current']({}, door));
  await there.operations['snapshots.import']({ name: mine, document: own }, door);
  return there;
}

/** Uninstalls a pack, and waits until its batch has a record. */
async function uninstall(manager: Manager, uiId: string, name: string): Promise<void> {
  const ended = new Promise<void>((resolve) =>
    manager.onEvent((event) => {
      if (event.name === 'cm-queue-status' && event.payload.status === 'all-done') resolve();
    }),
  );
  await manager.operations['queue.order']({ tasks: [packTask(uiId, 'uninstall', name)], rows: [] }, door);
  await ended;
}

/** An installation in which everything was done that is taken along, with something secret in each place. */
async function fillFolder(): Promise<Manager> {
  await layOutPacks(at('here'), ['pack-a', 'pack-b']);
  // A clone whose remote has a login in it, as people make them.
  await cp(at('here', 'custom_nodes', 'pack-b'), at('here', 'custom_nodes', 'cloned'), { recursive: true });
  await rm(at('here', 'custom_nodes', 'cloned', '.tracking'));
  const cloned = at('here', 'custom_nodes', 'cloned');
  await git(['init', '-q', '-b', 'main'], { cwd: cloned });
  await git(['add', '.'], { cwd: cloned });
  await git(['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'one'], { cwd: cloned });
  await git(['remote', 'add', 'origin', `https://user:${secrets[1] ?? ''}@github.com/owner/cloned`], { cwd: cloned });
  const manager = await openFolder('here', { 'comfyui.arguments': '--lowvram', 'comfyui.port': '8199' });
  const { operations } = manager;
  await operations['packs.setHold']({ key: 'pack-b', reason: 'the next one breaks my workflow' }, door);
  await operations['packs.setHold']({ key: 'cloned', reason: `see https://me:swordfish@example.invalid/why` }, door);
  mine = (await operations['snapshots.save']({ name: 'mine' }, door)).name;
  await operations['config.change']({ changes: { db_mode: 'local', downgrade_blacklist: ['torch'] } }, door);
  const channelUrl = 'https://u:Basic-secret-77@example.invalid/list';
  await operations['config.change']({ changes: { channel_url: channelUrl } }, door);
  await uninstall(manager, 'gone', 'pack-a');
  await writeFile(at('here', 'user', '__manager', 'desktop', 'note.txt'), secrets.join('\n'));
  return manager;
}

const exported = async (manager: Manager) => (await manager.operations['transfer.export']({}, door)).document;
const take = (manager: Manager, document: Given) => manager.operations['transfer.import']({ document }, door);
const plan = (manager: Manager, document: Given) => manager.operations['transfer.plan']({ document }, door);

/** Every file of a folder, with its content and its time. */
async function picture(folder: string): Promise<Record<string, string>> {
  const names = await readdir(at(folder), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const readFacts = async (file: string) => `${(await stat(file)).mtimeMs} ${await readFile(file, 'utf8')}`;
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFacts(file)] as const)));
}

describe('taking along what an installation keeps of its own', () => {
  it('comes back whole in another folder, and twice is the same as once', async () => {
    const here = await fillFolder();
    const document = await exported(here);
    const there = await openFolder('there');
    const report = await take(there, JSON.stringify(document));
    const ownSnapshots = (await here.operations['snapshots.list']({}, door)).items;
    expect(ownSnapshots).toContain(mine);
    expect(report).toMatchObject({ holds: 2, history: 1, snapshots: ownSnapshots.length, trash: 1 });
    expect(report.batches).toBeGreaterThanOrEqual(1);
    expect(report.settings).toEqual(['db_mode', 'downgrade_blacklist', 'comfyui.arguments', 'comfyui.port']);
    const { operations } = there;
    const { holds } = await operations['packs.holds']({}, door);
    const ours = (await here.operations['packs.holds']({}, door)).holds;
    expect(holds.map(({ name, heldAt }) => [name, heldAt])).toEqual(ours.map(({ name, heldAt }) => [name, heldAt]));
    expect(holds.find(({ name }) => name === 'pack-b')?.reason).toBe('the next one breaks my workflow');
    const view = await operations['queue.view']({}, door);
    // It is told, and nothing of it counts as done here.
    expect([view.carried, view.finished].map((items) => items?.map(({ ui_id: id }) => id))).toEqual([['gone'], []]);
    expect((await operations['snapshots.list']({}, door)).items.toSorted()).toEqual(ownSnapshots.toSorted());
    const { values } = await operations['config.read']({}, door);
    expect(values).toMatchObject({ db_mode: 'local', downgrade_blacklist: ['torch'] });
    expect((await operations['comfyui.options']({}, door)).arguments).toBe('--lowvram');
    expect((await operations['changes.list']({ limit: 10 }, door)).batches.flatMap(({ tasks }) => tasks)).toMatchObject(
      [{ ui_id: 'gone', kind: 'uninstall', target: 'pack-a' }],
    );
    expect(await readFile(join(desktop('there'), 'carried-trash.json'), 'utf8')).toContain('pack-a');
    expect(await take(there, document)).toMatchObject({ holds: 0, history: 0, batches: 0, snapshots: 0, settings: [] });
    // What it took in, it gives on.
    const again = await exported(there);
    for (const part of ['holds', 'history', 'batches', 'snapshots', 'settings', 'arguments', 'port'])
      expect(again[part], part).toEqual(document[part]);
    const anew = await openAgain(there, 'there');
    expect((await anew.operations['queue.view']({}, door)).carried?.map(({ ui_id: id }) => id)).toEqual(['gone']);
  });

  it('stands by its own time beside what was done here, and can be told from it', async () => {
    const document = await exported(await fillFolder());
    await layOutPacks(at('there'), ['pack-c']);
    const there = await openFolder('there');
    // Done later than all that comes.
    await uninstall(there, 'later', 'pack-c');
    await take(there, document);
    const { batches } = await there.operations['changes.list']({ limit: 10 }, door);
    expect(batches.map(({ tasks, undo }) => [tasks[0]?.ui_id, undo.state === 'elsewhere'])).toEqual([
      ['later', false],
      ['gone', true],
    ]);
    const given = await exported(there);
    expect((given['history'] as { ui_id: string }[]).map(({ ui_id: id }) => id)).toEqual(['later', 'gone']);
    const anew = await openAgain(there, 'there');
    expect(await noticeSentences(anew)).toEqual([]);
    expect((await anew.operations['changes.list']({ limit: 10 }, door)).batches).toEqual(batches);
  });

  it('has nothing secret in it', async () => {
    process.env['HF_TOKEN'] = secrets[0];
    const here = await fillFolder();
    const snapshot = JSON.stringify((await here.operations['snapshots.read']({ target: mine }, door)).document);
    const text = JSON.stringify(await exported(here));
    delete process.env['HF_TOKEN'];
    // The control: the installation itself has them.
    expect(await readFile(at('here', 'user', '__manager', 'config.ini'), 'utf8')).toContain('Basic-secret-77');
    expect(snapshot).toContain('owner/cloned');
    for (const secret of secrets) expect(text, secret).not.toContain(secret);
    expect(text).toContain('owner/cloned');
    expect(text).toContain('https://example.invalid/why');
  });

  it('leaves out arguments that hold a secret', async () => {
    const here = await openFolder('here', { 'comfyui.arguments': '--api-key=swordfish --lowvram' });
    const document = await exported(here);
    expect(JSON.stringify(document)).not.toContain('swordfish');
    expect(document['arguments']).toBe('');
  });

  it('opens no door: what permits something stays as it is', async () => {
    const here = await openFolder('here');
    await here.operations['config.change']({ changes: { security_level: 'weak', allow_pip_install: true } }, door);
    const document = await exported(here);
    const there = await openFolder('there');
    const settings = {
      ...(document['settings'] as object),
      security_level: 'weak',
      git_exe: '/bin/sh',
      allow_pip_install: true,
    };
    const report = await take(there, { ...document, settings });
    expect((await there.operations['config.read']({}, door)).values).toMatchObject({
      ...{ security_level: 'normal', allow_pip_install: false, git_exe: '' },
    });
    expect(report.left.join(' ')).toContain('security level');
  });

  it.each(['--listen 0.0.0.0', '--lowvram --enable-cors', '--front-end-root=/tmp/page', '--comfy-api-base https://x'])(
    'takes no arguments over that open something: %s',
    async (text) => {
      const there = await openFolder('there', { 'comfyui.arguments': '--lowvram' });
      const document = { ...(await exported(there)), arguments: text };
      const { settings, refusedArguments: refused } = await plan(there, document);
      expect([settings, refused?.text, refused?.unlisted.length]).toEqual([[], text, 1]);
      const report = await take(there, document);
      expect((await there.operations['comfyui.options']({}, door)).arguments).toBe('--lowvram');
      expect(report.settings).not.toContain('comfyui.arguments');
      expect(report.left.join(' ')).toContain(text);
    },
  );

  it('keeps what is here: holds, and a snapshot of the same name', async () => {
    const here = await fillFolder();
    const document = await exported(here);
    const there = await openWithOwn();
    const own = await there.operations['snapshots.read']({ target: mine }, door);
    expect(await take(there, document)).toMatchObject({ holds: 1 });
    expect(await there.operations['snapshots.read']({ target: mine }, door)).toEqual(own);
    expect((await there.operations['snapshots.list']({}, door)).items).toContain(`${mine} (2)`);
    const { holds } = await there.operations['packs.holds']({}, door);
    expect(holds.find(({ name }) => name === 'pack-b')?.reason).toBe('my own reason');
  });
});

describe('the plan of an import', () => {
  it('changes nothing, and tells what the import then does', async () => {
    const document = await exported(await fillFolder());
    const there = await openWithOwn();
    const before = await picture('there');
    const readOptions = () => there.operations['comfyui.options']({}, door);
    const optionsBefore = await readOptions();
    const importPlan = await plan(there, JSON.stringify(document));
    expect(importPlan).toMatchObject({ appVersion: document['appVersion'], trash: 1, refusedArguments: null });
    expect(importPlan).toMatchObject({ holds: { added: ['cloned'], here: 1 }, history: { added: 1, here: 0 } });
    expect(importPlan.snapshots.added).toContain(`${mine} (2)`);
    expect(importPlan.settings).toEqual([
      { name: 'db_mode', from: 'cache', to: 'local' },
      { name: 'downgrade_blacklist', from: '', to: 'torch' },
      { name: 'comfyui.arguments', from: '', to: '--lowvram' },
      { name: 'comfyui.port', from: '8188', to: '8199' },
    ]);
    expect(await picture('there')).toEqual(before);
    expect(await readOptions()).toEqual(optionsBefore);
    // The control: the import changes them, and brings what was told.
    const report = await take(there, document);
    expect(await picture('there')).not.toEqual(before);
    expect(report).toMatchObject({
      ...{ holds: importPlan.holds.added.length, history: importPlan.history.added, batches: importPlan.batches.added },
      ...{ snapshots: importPlan.snapshots.added.length, settings: importPlan.settings.map(({ name }) => name) },
    });
    // Now all of it is here, the snapshot under its other name as well.
    expect(await plan(there, document)).toMatchObject({
      ...{ holds: { added: [], here: 2 }, history: { added: 0, here: 1 }, batches: { added: 0 } },
      ...{ snapshots: { added: [] }, settings: [] },
    });
  });
});

describe('a bad file', () => {
  const change = (document: Record<string, unknown>, part: Record<string, unknown>) =>
    JSON.stringify({ ...document, ...part });

  it('is refused with what is wrong, and changes nothing', async () => {
    const document = await exported(await fillFolder());
    const text = JSON.stringify(document);
    const there = await openFolder('there');
    const snapshot = (document['snapshots'] as Record<string, unknown>)[mine];
    expect(snapshot).toBeDefined();
    const before = await picture('there');
    const bad: [string, string, string][] = [
      ['cut', text.slice(0, text.length / 2), 'ends in the middle'],
      ['garbled', `\u0000${text.slice(1)}`, 'is not JSON'],
      ['another file', JSON.stringify({ nodes: [] }), 'is not an export of an installation'],
      ['a list', '[]', 'is not an export of an installation'],
      ['newer', change(document, { version: 2 }), 'written by a newer version'],
      ['a part is missing', change(document, { holds: undefined }), '"holds"'],
      ['a path for a snapshot', change(document, { snapshots: { '../evil': snapshot } }), '"snapshots > ../evil"'],
      ['a path for a batch', change(document, { batches: [{ batch_id: '../evil' }] }), '"batches > 0 > batch_id"'],
      [
        'no snapshot',
        change(document, { snapshots: { mine: { nothing: true } } }),
        '"mine" in the file is not a snapshot',
      ],
      ['a port that is none', change(document, { port: 70_000 }), '"port"'],
    ];
    for (const [what, given, sentence] of bad) {
      const error: unknown = await take(there, given).catch((thrown: unknown) => thrown);
      expect(error, what).toMatchObject({
        code: 'transfer-invalid',
        message: expect.stringContaining(sentence),
        remedy: expect.stringMatching(/\w{10}|\w+ \w+/u),
      });
      expect(error, what).toMatchObject({ message: expect.stringContaining('Nothing was changed.') });
      expect(await picture('there'), what).toEqual(before);
      const refused: unknown = await plan(there, given).catch((thrown: unknown) => thrown);
      expect(refused, what).toEqual(error);
    }
    // The control: the same file as it was written is taken.
    expect(await take(there, text)).toMatchObject({ holds: 2 });
  });
});
