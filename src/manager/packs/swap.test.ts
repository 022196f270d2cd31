import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { createSwap, type Swap } from './swap';

let root = '';
const at = (...names: string[]) => join(root, ...names);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'swap 工房-'));
  await prepare();
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function prepare(): Promise<void> {
  await rm(root, { recursive: true, force: true });
  for (const folder of ['journal', 'staging/new', 'trash', 'packs/foo']) await mkdir(at(folder), { recursive: true });
  await writeFile(at('packs/foo/version.txt'), 'old');
  await writeFile(at('packs/foo/mine.txt'), 'mine');
  await writeFile(at('staging/new/version.txt'), 'new');
}

function open(): Swap {
  return createSwap({
    journalDir: at('journal'),
    packsDir: at('packs'),
    stagingDir: at('staging'),
    trashDir: at('trash'),
    log: silentLogger,
  });
}

function movesOf(): { from: string; to: string }[] {
  return [
    { from: at('packs/foo/mine.txt'), to: at('staging/new/mine.txt') },
    { from: at('packs/foo'), to: at('trash/foo-old') },
    { from: at('staging/new'), to: at('packs/foo') },
  ];
}

async function readState(): Promise<string> {
  const version = await readFile(at('packs/foo/version.txt'), 'utf8').catch(() => 'missing');
  const mine = await readFile(at('packs/foo/mine.txt'), 'utf8').catch(() => 'missing');
  return `${version}+${mine}`;
}

async function expectClean(): Promise<void> {
  expect(await readdir(at('journal'))).toEqual([]);
  expect(await readdir(at('trash'))).toEqual([]);
  expect(await readdir(at('staging'))).toEqual([]);
}

describe('createSwap', () => {
  it('moves in, keeps the old copy until closed, then forgets it', async () => {
    const change = await open().apply(movesOf());
    expect(await readState()).toBe('new+mine');
    expect(await readdir(at('trash'))).toEqual(['foo-old']);
    await change.close();
    expect(await readState()).toBe('new+mine');
    await expectClean();
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

  it('leaves a journal entry it cannot read, and what it may stand for, alone', async () => {
    await writeFile(at('journal/broken.json'), '{"half');
    await open().recover();
    expect(await readdir(at('journal'))).toEqual(['broken.json']);
    expect(await readdir(at('staging'))).toEqual(['new']);
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

  it('has the old or the new state after a kill at any step', { timeout: 120_000 }, async () => {
    const ends: string[] = [];
    let hasFinished = false;
    for (let step = 1; !hasFinished && step < 40; step += 1) {
      await prepare();
      hasFinished = crashAt(step);
      await open().recover();
      ends.push(await readState());
      await expectClean();
    }
    expect(hasFinished).toBe(true);
    expect(new Set(ends)).toEqual(new Set(['old+mine', 'new+mine']));
    // Old up to some step, new from there on: there is one point at which the change becomes final.
    expect(ends).toEqual([...ends].sort((a, b) => (a === b ? 0 : a.startsWith('old') ? -1 : 1)));
    expect(ends.length).toBeGreaterThan(6);
  });
});

/** Runs the whole change in another process that kills itself before its nth writing call; true when it came to the end first. */
function crashAt(step: number): boolean {
  const swapFile = pathToFileURL(fileURLToPath(new URL('./swap.ts', import.meta.url))).href;
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = ${step};
    const counted = (call) => (...args) => { left -= 1; if (left === 0) process.kill(process.pid, 'SIGKILL'); return call(...args); };
    for (const name of ['rename', 'rm', 'mkdir']) fs.promises[name] = counted(fs.promises[name]);
    fs.rename = counted(fs.rename);
    syncBuiltinESMExports();
    const { createSwap } = await import(${JSON.stringify(swapFile)});
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const swap = createSwap({ journalDir: ${JSON.stringify(at('journal'))}, packsDir: ${JSON.stringify(at('packs'))}, stagingDir: ${JSON.stringify(at('staging'))}, trashDir: ${JSON.stringify(at('trash'))}, log });
    const change = await swap.apply(${JSON.stringify(movesOf())});
    await change.close();
  `;
  const ran = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  if (ran.status !== 0 && ran.signal !== 'SIGKILL') throw new Error(ran.stderr);
  return ran.status === 0;
}
