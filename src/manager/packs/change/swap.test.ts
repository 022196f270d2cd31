import { randomUUID } from 'node:crypto';
import { formatMessage } from '../../../contract/text/message';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layOutSwap, type SwapPlace } from '../testing/swap';

let root = '';
let place: SwapPlace;
const at = (...names: string[]) => join(root, ...names);
const open = () => place.open();
const movesOf = () => place.moves;
const readState = () => place.readState();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'swap 工房-'));
  place = await layOutSwap(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('createSwap', () => {
  it('moves in, keeps the old copy, and has a record to take it back by', async () => {
    const change = await open().apply(movesOf());
    expect(await readState()).toBe('new+mine');
    expect(await readdir(at('trash'))).toEqual(['foo-old']);
    expect(place.records.list()).toEqual([]);
    await change.close();
    expect(await readState()).toBe('new+mine');
    expect(await place.listLeftovers()).toEqual([]);
    expect(await readdir(at('trash'))).toEqual(['foo-old']);
    const left = [
      expect.objectContaining({ path: at('trash/foo-old') }),
      expect.objectContaining({ path: at('packs/foo') }),
    ];
    expect(place.records.list()).toMatchObject([{ moves: movesOf(), left, takesBack: null }]);
  });

  it('puts everything back', async () => {
    const change = await open().apply(movesOf());
    await change.rollBack();
    expect(await readState()).toBe('old+mine');
    expect(await readdir(at('staging'))).toEqual(['new']);
    expect(await readdir(at('journal'))).toEqual([]);
  });

  it('takes the first moves back when a later one fails', async () => {
    const moves = [...movesOf(), { from: at('no such file'), to: at('packs/x') }];
    await expect(open().apply(moves)).rejects.toThrow();
    expect(await readState()).toBe('old+mine');
    const occupied = [{ from: at('staging/new'), to: at('packs/foo') }];
    await expect(open().apply(occupied)).rejects.toMatchObject({ code: 'pack-exists' });
    expect(await readState()).toBe('old+mine');
    expect(await readdir(at('journal'))).toEqual([]);
  });

  it('tells of what a crash had left open when that is taken back, and of nothing else', async () => {
    const task = { uiId: 'update-1', kind: 'update', target: 'foo', orderedAt: 'now', rows: [] };
    await open().apply(movesOf(), { task });
    expect(await readState()).toBe('new+mine');
    const reports: unknown[] = [];
    const notify = ({ task: of }: { task: unknown }) => void reports.push(of);
    await place.open(notify).recover();
    expect(await readState()).toBe('old+mine');
    expect(reports).toEqual([task]);
    const own = await place.open(notify).apply([{ from: at('packs/foo'), to: at('trash/foo-old') }]);
    await own.rollBack();
    await place.open(notify).recover();
    expect(reports).toHaveLength(1);
  });

  it.each([
    ['half written', () => writeFile(at('journal/broken.json'), '{"half')],
    ['a folder', () => mkdir(at('journal/broken.json/deeper'), { recursive: true })],
  ])('sets a journal entry aside that is %s, keeps what it may stand for, and says so', async (_what, spoil) => {
    await spoil();
    const swap = open();
    expect(await swap.isSettled()).toBe(false);
    const [reports, ...others] = (await swap.recover()).map((sentence) => formatMessage(sentence));
    expect(others).toEqual([]);
    const [movedName = ''] = await readdir(at('journal/unreadable'));
    expect(reports).toContain(at('journal/unreadable', movedName));
    expect(await readdir(at('staging'))).toEqual([]);
    expect(await readdir(at('trash'))).toEqual([expect.stringMatching(/-new$/)]);
    expect(await open().recover()).toEqual([]);
    expect(await swap.isSettled()).toBe(true);
    // What comes later is not held up.
    const trashed = at('trash', (await readdir(at('trash')))[0] ?? '');
    await (await open().apply([{ from: trashed, to: at('staging/new') }])).close();
    await (await open().apply(movesOf())).close();
    expect(await readState()).toBe('new+mine');
  });

  it('knows the names of disabled packs with the change, and forgets them with it', async () => {
    const names = async () => JSON.parse(await readFile(place.originsFile, 'utf8')) as unknown;
    const about = { origins: { remember: [['foo@1', 'foo']] as [string, string][] } };
    const change = await open().apply(movesOf(), about);
    expect(await names()).toEqual({ 'foo@1': 'foo' });
    await change.rollBack();
    expect(await names()).toEqual({});
  });

  it('moves nothing that is not its own, whatever a journal says', async () => {
    await mkdir(at('elsewhere'));
    await mkdir(at('packs/bar'));
    const entry = { id: randomUUID(), state: 'open', moves: [{ from: at('packs/gone'), to: at('elsewhere') }] };
    await writeFile(at('journal', `${entry.id}.json`), JSON.stringify(entry));
    await open().recover();
    expect(await readdir(at('packs'))).toEqual(['bar', 'foo']);
    expect(await readdir(at('journal'))).toEqual([]);
  });

  describe('proves each place at the moment it moves', () => {
    const inside = () => at('staging/new');

    it.each([
      ['beside the folder of packs', () => at('packs/../elsewhere')],
      ['far away', () => join(tmpdir(), `swap-escape-${randomUUID()}`)],
      ['the folder of packs itself', () => at('packs')],
      ['the folder of disabled packs itself', () => at('packs/.disabled')],
      ['the journal', () => at('journal/pack')],
    ])('brings nothing to %s', async (_where, target) => {
      await expect(open().apply([{ from: inside(), to: target() }])).rejects.toMatchObject({
        code: 'path-outside-root',
      });
      expect(await readState()).toBe('old+mine');
      expect(await readdir(at('staging'))).toEqual(['new']);
      expect(await readdir(at('journal'))).toEqual([]);
    });

    it('takes nothing from elsewhere', async () => {
      await mkdir(at('elsewhere'));
      const moves = [{ from: at('elsewhere'), to: at('packs/bar') }];
      await expect(open().apply(moves)).rejects.toMatchObject({ code: 'path-outside-root' });
      expect(await readdir(at('packs'))).toEqual(['foo']);
    });

    it('follows no link on the way, not even to a folder that is still to be made', async () => {
      await mkdir(at('elsewhere'));
      await symlink(at('elsewhere'), at('packs/door'));
      for (const to of [at('packs/door/bar'), at('packs/door/deeper/bar')])
        await expect(open().apply([{ from: inside(), to }])).rejects.toMatchObject({ code: 'path-outside-root' });
      expect(await readdir(at('elsewhere'))).toEqual([]);
    });

    it('takes back what it had moved when a later place turns out to lie elsewhere', async () => {
      await mkdir(at('elsewhere'));
      const moves = [
        { from: at('packs/foo'), to: at('trash/foo-old') },
        { from: inside(), to: at('elsewhere/foo') },
      ];
      await expect(open().apply(moves)).rejects.toMatchObject({ code: 'path-outside-root' });
      expect(await readState()).toBe('old+mine');
    });

    it('drops a journal entry whose way leads out by a link, and goes on', async () => {
      await mkdir(at('elsewhere/bar'), { recursive: true });
      await symlink(at('elsewhere'), at('packs/door'));
      const entry = { id: randomUUID(), state: 'open', moves: [{ from: at('packs/gone'), to: at('packs/door/bar') }] };
      await writeFile(at('journal', `${entry.id}.json`), JSON.stringify(entry));
      await (await open().apply(movesOf())).close();
      expect(await readdir(at('elsewhere'))).toEqual(['bar']);
      expect(await readState()).toBe('new+mine');
    });

    it('works where the folder of packs is itself a link', async () => {
      await rename(at('packs'), at('real packs'));
      await symlink(at('real packs'), at('packs'));
      await (await open().apply(movesOf())).close();
      expect(await readState()).toBe('new+mine');
    });
  });
});
