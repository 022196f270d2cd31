import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathExists } from '../../base/files/files';
import { ChangeRecord } from '../records/change-record';
import { createSwapJournal } from '../packs/change/swap-journal';
import { layOutSwap } from '../packs/testing/swap';
import { cleanLeftovers, listLeftovers, type Cleaning, type LeftoverPlaces } from './leftovers';

let dir: string;
let paths: LeftoverPlaces;
let discard: Cleaning['discard'];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cmd-leftovers-'));
  discard = (await layOutSwap(dir)).open().discard;
  await rm(join(dir, 'staging', 'new'), { recursive: true });
  const moreTrash = () => Promise.resolve([join(dir, 'models', 'trash')]);
  paths = {
    desktopDir: dir,
    stagingDir: join(dir, 'staging'),
    downloadsDir: join(dir, 'downloads'),
    trashDir: join(dir, 'trash'),
    moreTrash,
    partHomes: () => Promise.resolve([join(dir, 'models', 'parts')]),
  };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(path: string, bytes: number): Promise<void> {
  await mkdir(join(dir, path, '..'), { recursive: true });
  await writeFile(join(dir, path), Buffer.alloc(bytes));
}

async function openEntry(state: 'open' | 'closed', move: { from: string; to: string }): Promise<void> {
  const record = ChangeRecord.parse({ id: randomUUID(), moves: [move] });
  await createSwapJournal(join(dir, 'journal')).write({ ...record, state });
}

const toTrash = (name: string) => ({ from: join(dir, 'packs', 'a'), to: join(paths.trashDir, name) });
const fromTrash = (name: string) => ({ from: join(paths.trashDir, name), to: join(dir, 'packs', 'a') });

/** How many names are in a folder at this moment; 0 when it is not there. */
function countNow(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

const clean = (...chosen: string[]) => cleanLeftovers(paths, { ids: chosen, isBusy: false, discard });
const ids = async (isBusy = false) => (await listLeftovers(paths, isBusy)).map(({ id, bytes }) => `${id} ${bytes}`);

describe('what of ours can go', () => {
  it('is listed with its size', async () => {
    await put('trash/one/nodes.py', 30);
    await put('staging/pack-x/a', 4);
    await put('kept/2026-11-25-044243/models/mine.txt', 7);
    expect(await ids()).toEqual(['trash/one 30', 'staging/pack-x 4', 'kept/2026-11-25-044243 7']);
  });

  it('is walked through once, as long as it is the same', async () => {
    const known = { ...paths, measured: new Map() };
    const sizes = async () => (await listLeftovers(known, false)).map(({ id, bytes }) => `${id} ${bytes}`);
    await put('trash/one/deep/nodes.py', 30);
    expect(await sizes()).toEqual(['trash/one 30']);
    await put('trash/one/deep/more.py', 5);
    expect(await sizes()).toEqual(['trash/one 30']);
    await rm(join(dir, 'trash/one'), { recursive: true });
    expect(await sizes()).toEqual([]);
    await put('trash/one/deep/nodes.py', 7);
    expect(await sizes()).toEqual(['trash/one 7']);
  });

  it('is listed of downloads on other volumes as well, unless one may go on', async () => {
    await put('models/parts/big.safetensors-0123456789ab/part', 8);
    expect(await ids(true)).toEqual([]);
    expect(await ids()).toEqual(['download/big.safetensors-0123456789ab 8']);
    expect((await clean('download/big.safetensors-0123456789ab')).freedBytes).toBe(8);
    expect(await readdir(join(dir, 'models', 'parts'))).toEqual([]);
  });

  it('is listed of the trash of other volumes as well, which is held and told like our own', async () => {
    await put('models/trash/free', 6);
    await put('models/trash/held', 5);
    await openEntry('open', { from: join(dir, 'models', 'a'), to: join(dir, 'models', 'trash', 'held') });
    expect(await ids()).toEqual(['trash/free 6']);
    await rm(join(dir, 'journal'), { recursive: true });
    const cleaned = await cleanLeftovers(paths, {
      ids: ['trash/free'],
      isBusy: false,
      discard: (path) => rm(path).then(() => true),
    });
    expect(cleaned).toEqual({ freedBytes: 6, failed: [], trashPlaces: [join(dir, 'models', 'trash', 'free')] });
    expect(await ids()).toEqual(['trash/held 5']);
  });

  it('is never what an open change can still take back, nor staging while one is open or a task runs', async () => {
    await put('trash/held/nodes.py', 30);
    await put('trash/free/nodes.py', 3);
    await put('staging/pack-x/a', 4);
    expect(await ids(true)).toEqual(['trash/free 3', 'trash/held 30']);
    await openEntry('closed', toTrash('free'));
    await openEntry('open', toTrash('held'));
    expect(await ids()).toEqual(['trash/free 3']);
    const cleaned = await clean('trash/held', 'staging/pack-x', 'trash/free');
    expect(cleaned.freedBytes).toBe(3);
    expect(cleaned.failed.map(({ id }) => id)).toEqual(['trash/held', 'staging/pack-x']);
    expect(await pathExists(join(paths.trashDir, 'held', 'nodes.py'))).toBe(true);
    expect(await pathExists(join(paths.stagingDir, 'pack-x'))).toBe(true);
    expect(await pathExists(join(paths.trashDir, 'free'))).toBe(false);
  });

  it('is not what is being brought back out of the trash', async () => {
    await put('trash/coming back/nodes.py', 30);
    await openEntry('open', fromTrash('coming back'));
    expect(await ids()).toEqual([]);
  });

  it('is nothing as long as an entry of the journal cannot be read', async () => {
    await put('trash/one/nodes.py', 30);
    await put('staging/pack-x/a', 4);
    await put('journal/odd.json', 5);
    expect(await ids()).toEqual([]);
  });

  it('is not what a switch of ComfyUI that is not over may want back', async () => {
    await put('kept/2026-11-25-044243/mine.txt', 7);
    await put('comfyui-switch.json', 3);
    expect(await ids()).toEqual([]);
  });

  it.each(['trash', 'staging', 'kept'])('is whole or gone at every moment while it is deleted: %s', async (kind) => {
    for (let at = 0; at < 300; at += 1) await put(`${kind}/pack/${at % 30}/${at}.py`, 1);
    const folder = join(dir, kind, 'pack');
    const seen = new Set<number>();
    const cleaning = clean(`${kind}/pack`).then((cleaned) => ({ cleaned }));
    let ended = null;
    while (ended === null) {
      ended = await Promise.race([cleaning, setImmediate(null)]);
      seen.add(countNow(folder));
    }
    expect(ended.cleaned.failed).toEqual([]);
    expect([...seen]).toEqual([30, 0]);
    expect(await readdir(join(dir, kind))).toEqual([]);
  });

  it('is not what a kill left of a deletion: nothing can be done with half of it', async () => {
    await put('trash/.going-1/nodes.py', 3);
    await put('kept/.going-2/mine.txt', 3);
    expect(await ids()).toEqual([]);
  });

  it('lies inside our folders, whatever an id says, and a link is removed, not followed', async () => {
    await put('precious/model.safetensors', 9);
    await symlink(join(dir, 'precious'), join(paths.trashDir, 'link'));
    const cleaned = await clean('trash/../precious', 'trash//etc', 'models/a', 'trash/link');
    expect(cleaned.failed).toHaveLength(3);
    expect(await pathExists(join(paths.trashDir, 'link'))).toBe(false);
    expect(await pathExists(join(dir, 'precious', 'model.safetensors'))).toBe(true);
  });
});
