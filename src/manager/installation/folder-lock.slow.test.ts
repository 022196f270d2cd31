import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { formatMessage } from '../../contract/text/message';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleModules, type BundledModules } from '../../../e2e/bundle-modules';
import { keepProgram, type RunningProgram } from '../../base/process/running-program';
import { listProcesses } from '../../base/process/process-table';
import { takeFolderLock } from './folder-lock';

let modules: BundledModules;
beforeAll(async () => {
  modules = await bundleModules({ folderLock: join(import.meta.dirname, 'folder-lock.ts') });
});
afterAll(() => rm(modules.folder, { recursive: true }));

let folder: string;
let file: string;
const programs: RunningProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder lock '));
  file = join(folder, 'desktop', 'open-in.json');
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop(1000)));
  await rm(folder, { recursive: true, force: true });
});

const readLock = async () => JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;

/** Another process that takes the lock as another app does, and says so. */
async function openElsewhere(): Promise<RunningProgram> {
  const script = `
    const { takeFolderLock } = await import(${JSON.stringify(modules.urlOf('folderLock'))});
    const lock = await takeFolderLock(${JSON.stringify(file)}, 'there');
    console.log('held');
    process.stdin.on('data', () => undefined);
    setInterval(() => undefined, 1000);
  `;
  return new Promise((resolve, reject) => {
    const program = keepProgram(process.execPath, ['--input-type=module', '-e', script], {
      onLine: (line) => {
        if (line === 'held') resolve(program);
      },
    });
    programs.push(program);
    void program.ended.then(({ reason, output }) => reject(new Error(`${reason}: ${output}`)));
  });
}

const refusalOf = (taking: Promise<unknown>) => taking.catch((error: unknown) => error);

describe('a folder', () => {
  it('is taken, says by whom, and is free after that', async () => {
    const lock = await takeFolderLock(file, folder);
    expect(await readLock()).toMatchObject({ pid: process.pid, host: hostname() });
    await lock.release();
    await expect(readLock()).rejects.toThrow('ENOENT');
    await (await takeFolderLock(file, folder)).release();
  });

  it('says after a while when its process was started, so that a later owner of the id is told apart', async () => {
    const lock = await takeFolderLock(file, folder);
    await vi.waitFor(async () => expect((await readLock())['startedAt']).toEqual(expect.any(String)), {
      timeout: 20_000,
    });
    await lock.release();
    await expect(readLock()).rejects.toThrow('ENOENT');
  });

  it("that was copied while an app has it is nobody's, and one that was moved is still that app's", async () => {
    await openElsewhere();
    const copy = join(folder, 'copy');
    await cp(join(folder, 'desktop'), copy, { recursive: true });
    await (await takeFolderLock(join(copy, 'open-in.json'), copy)).release();
    const moved = join(folder, 'moved');
    await rename(join(folder, 'desktop'), moved);
    expect(await refusalOf(takeFolderLock(join(moved, 'open-in.json'), moved))).toMatchObject({
      code: 'installation-in-use',
    });
  });

  it('of a living app is refused with who has it and what to do, and is free once that app was killed', async () => {
    const other = await openElsewhere();
    const refusal = await refusalOf(takeFolderLock(file, folder));
    expect(refusal).toMatchObject({
      code: 'installation-in-use',
      message: expect.stringContaining(`process ${String((await readLock())['pid'])}`),
      remedy: expect.stringMatching(/close the folder there/),
    });
    // Killed: it removes nothing itself.
    await other.stop(0);
    expect(await readLock()).toBeTruthy();
    const lock = await takeFolderLock(file, folder);
    expect(await readLock()).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('stays refused while its app lives, although the file was emptied, cut, garbled or replaced by a folder', async () => {
    const other = await openElsewhere();
    const whole = await readFile(file);
    const refused = { code: 'installation-in-use' };
    for (const content of ['', whole.subarray(0, 20), whole.map((byte) => byte ^ 0x55)]) {
      await writeFile(file, content);
      expect(await refusalOf(takeFolderLock(file, folder))).toMatchObject(refused);
    }
    // What the copy says counts only where the file itself says nothing.
    await writeFile(file.replace('.json', '.copy.json'), '');
    await writeFile(file, whole);
    expect(await refusalOf(takeFolderLock(file, folder))).toMatchObject(refused);
    await other.stop(0);
  });

  it('is never seen with half a lock: of many who try at once one has it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const seen: string[] = [];
      const over = new AbortController();
      const watching = (async () => {
        while (!over.signal.aborted) seen.push((await readFile(file, 'utf8').catch(() => null)) ?? 'none');
      })();
      const lock = await takeFolderLock(file, folder);
      over.abort();
      await watching;
      expect(seen.filter((text) => text !== 'none' && !text.endsWith('}'))).toEqual([]);
      await lock.release();
    }
    expect(await readdir(join(folder, 'desktop'))).toEqual([]);
  });

  it('is taken where a folder lies in the place of the lock, which is set aside and told', async () => {
    await mkdir(join(file, 'inner'), { recursive: true });
    const reports: string[] = [];
    const lock = await takeFolderLock(file, folder, (sentence) => reports.push(formatMessage(sentence)));
    expect(await readLock()).toMatchObject({ pid: process.pid });
    expect(reports).toEqual([expect.stringContaining(`${file}, so it was moved to`)]);
    expect(await readdir(join(folder, 'desktop', 'unreadable'))).toEqual([expect.stringMatching(/open-in\.json$/)]);
    await lock.release();
  });

  const lockWith = async (facts: Record<string, unknown>) => {
    await (await takeFolderLock(file, folder)).release();
    const since = '2026-01-01T00:00:00.000Z';
    await writeFile(file, JSON.stringify({ pid: process.ppid, startedAt: null, host: hostname(), since, ...facts }));
  };

  it.each([
    ['was killed, and whose id another process has now', { startedAt: 'an earlier life' }],
    ['is on another machine', { host: 'another-machine' }],
    ['wrote half of its file', { pid: 'x' }],
  ])('of an app that %s is taken over', async (_what, facts) => {
    await lockWith(facts);
    const lock = await takeFolderLock(file, folder);
    expect(await readLock()).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('is not given up by an app that no longer has it', async () => {
    const lock = await takeFolderLock(file, folder);
    const [parent] = (await listProcesses()).filter(({ pid }) => pid === process.ppid);
    await lockWith({ startedAt: parent?.startedAt ?? null });
    await lock.release();
    expect(await readLock()).toMatchObject({ pid: process.ppid });
  });
});
