import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../base/testing/only-where';
import { identifyProcesses } from './comfyui/process/escaped-processes';
import type { Manager } from './manager';
import { openedFolder, person } from './testing/opened-folder';

const { at, ours, open, close, isEnabled } = openedFolder();
const uuid = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

interface DocumentRow {
  /** Its name in the folder of the app. */
  name: string;
  document: object;
  /** Makes what it is after. */
  prepare?: () => Promise<void>;
  /** Whether it has done what it says. */
  hasActed: (manager: Manager) => Promise<boolean> | boolean;
}

let sleeper: ChildProcess | null = null;
afterEach(() => void sleeper?.kill('SIGKILL'));

const rows: DocumentRow[] = [
  {
    name: `journal/${uuid}.json`,
    get document() {
      // A change that is said to have brought the pack: taken back, the pack goes.
      return {
        id: uuid,
        state: 'open',
        moves: [{ from: ours('staging', 'pack-AbCd12'), to: at('ComfyUI/custom_nodes/one') }],
      };
    },
    hasActed: async () => !(await isEnabled('one')),
  },
  {
    name: `package-journal/${uuid}.json`,
    get document() {
      // A change that is said to have been cut off: what it says was there is put back.
      const environment = { interpreter: process.execPath, tool: 'pip', uv: null, pythonVersion: '3.12.0' };
      const place = { sitePackagesDirs: [at('site-packages')], isEmbedded: false };
      const entry = { id: uuid, state: 'open', startedAt: new Date().toISOString(), what: 'x', before: [] };
      return { ...entry, names: { [at('site-packages')]: ['mine'] }, environment: { ...environment, ...place } };
    },
    prepare: async () => {
      await mkdir(at('site-packages', '~ine'), { recursive: true });
    },
    hasActed: () => isThere(at('site-packages', 'mine')),
  },
  {
    name: `changes/${uuid}.json`,
    get document() {
      // An undo that is said to need no right.
      const task = { uiId: 'theirs', kind: 'install', target: 'x', orderedAt: '2026-01-01T00:00:00.000Z', rows: [] };
      const moves = [{ from: at('ComfyUI/custom_nodes/.disabled/x'), to: at('ComfyUI/custom_nodes/one') }];
      return { id: uuid, at: '2026-01-01T00:00:00.000Z', task, moves };
    },
    hasActed: async (manager) => (await manager.operations['undo.list']({}, person)).tasks.length > 0,
  },
  {
    name: 'variables.json',
    document: { HF_ENDPOINT: 'https://host.example' },
    hasActed: async (manager) => (await manager.operations['variables.list']({}, person)).variables.length > 0,
  },
  {
    name: 'comfyui-process.json',
    get document() {
      const app = { pid: 2 ** 22 + 1, startedAt: 'never' };
      return { pid: sleeper?.pid, startedAt: sleeperStart, app, sessionFile: ours('comfyui-session-x') };
    },
    prepare: async () => {
      sleeper = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { detached: true });
      const [found] = await identifyProcesses([sleeper.pid ?? 0]);
      sleeperStart = found?.startedAt ?? '';
    },
    hasActed: () => sleeper?.signalCode !== null,
  },
  {
    name: 'comfyui-bisect.json',
    document: { ports: [8199] },
    prepare: () => writeFile(at('ComfyUI', 'user', 'comfyui_8199.log'), 'what a person wants to keep'),
    hasActed: async () => !(await isThere(at('ComfyUI', 'user', 'comfyui_8199.log'))),
  },
];
let sleeperStart = '';

describe.each(rows)('$name, which came with a folder', (row) => {
  const { name, prepare, hasActed } = row;
  beforeEach(async () => {
    await open();
    await close();
    await prepare?.();
    await mkdir(dirname(ours(name)), { recursive: true });
    await writeFile(ours(name), JSON.stringify(row.document));
  });
  const list = async (manager: Manager) =>
    (await manager.operations['unverified.list']({}, person)).items.map((item) => item.name.replace(/:.*/u, ''));

  it('waits and does nothing, at any number of starts, until a person lets it count', async () => {
    for (const start of [1, 2]) {
      const manager = await open();
      expect(await list(manager), String(start)).toEqual([name]);
      expect(await hasActed(manager)).toBe(false);
      await close();
    }
    const manager = await open();
    await manager.operations['unverified.use']({}, person);
    expect(await list(manager)).toEqual([]);
    await close();
    // The control case: the very same is acted upon where it is ours.
    const again = await open();
    await expect.poll(async () => hasActed(again)).toBe(true);
    expect(await list(again)).toEqual([]);
  });

  it('goes where a person discards it', async () => {
    const manager = await open();
    await manager.operations['unverified.discard']({}, person);
    await close();
    const again = await open();
    expect(await list(again)).toEqual([]);
    expect(await hasActed(again)).toBe(false);
  });
});

it(
  'a link or a pipe in the place of a document waits as it is, and what it leads to stays',
  onlyWhere(process.platform !== 'win32', 'Windows has no pipes among files'),
  async () => {
    await open();
    await close();
    const mine = at('mine.json');
    await writeFile(mine, JSON.stringify({ id: uuid, state: 'open', moves: [] }));
    await symlink(mine, ours('journal', `${uuid}.json`));
    execFileSync('mkfifo', [ours('changes', `${uuid}.json`)]);
    const before = await readFile(mine, 'utf8');
    const manager = await open();
    const names = (await manager.operations['unverified.list']({}, person)).items.map(({ name }) => name);
    expect(names.sort()).toEqual([`changes/${uuid}.json`, `journal/${uuid}.json`]);
    await manager.operations['unverified.use']({}, person);
    await close();
    const again = await open();
    expect((await again.operations['unverified.list']({}, person)).items).toHaveLength(2);
    expect(await readFile(mine, 'utf8')).toBe(before);
  },
);

it('is ours again in the profile that wrote it, where another one has let it wait', async () => {
  const manager = await open();
  await manager.operations['variables.set']({ name: 'HF_ENDPOINT', value: 'https://host.example' }, person);
  await close();
  const other = await open({ profile: 'another' });
  expect((await other.operations['variables.list']({}, person)).variables).toEqual([]);
  expect((await other.operations['unverified.list']({}, person)).items).toEqual([
    { name: 'variables.json: HF_ENDPOINT' },
  ]);
  await close();
  const again = await open();
  expect((await again.operations['variables.list']({}, person)).variables).toHaveLength(1);
  expect((await again.operations['unverified.list']({}, person)).items).toEqual([]);
});
