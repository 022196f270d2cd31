import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleModules, type BundledModules } from '../../../e2e/bundle-modules';
import { readMachine } from '../../base/process/machine';
import type { RunningProgram } from '../../base/process/running-program';
import { findProcess, listProcesses } from '../../base/process/process-table';
import { canMountImages, openFailingDisk } from '../../base/testing/failing-disk';
import { onlyWhere } from '../../base/testing/only-where';
import { canMount, openSmallDisk } from '../../base/testing/small-disk';
import { formatMessage } from '../../contract/text/message';
import { leaseFileIn, parseHolder, type Holder } from './lease-file';
import { readLease } from './read-lease';
import { takeLease, type LeaseOptions } from './take-lease';
import { startLeaseElsewhere, type LeaseElsewhere } from './testing/lease-elsewhere';

let modules: BundledModules;
beforeAll(async () => {
  modules = await bundleModules({ takeLease: join(import.meta.dirname, 'take-lease.ts') });
});
afterAll(() => rm(modules.folder, { recursive: true }));

/** Short, and long enough for a machine that is busy. */
const times = { renewMs: 200, silenceMs: 3000 };
/** So that the file is mended while others look at it. */
const often = { renewMs: 5, silenceMs: 3000 };
const refused = { code: 'installation-in-use' };

let folder: string;
let desktopDir: string;
let file: string;
const programs: RunningProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder lease '));
  desktopDir = join(folder, 'user', '__manager', 'desktop');
  file = leaseFileIn(desktopDir);
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop(1000)));
  await rm(folder, { recursive: true, force: true });
});

async function readHolder(path = file): Promise<Holder> {
  const holder = parseHolder(await readFile(path, 'utf8'));
  if (holder === null) throw new Error('Nobody can make sense of it.');
  return holder;
}

/** Takes the folder here. Without `times` as the app does: what is not told at once takes half a minute then, and fails. */
const takeHere = (options: Partial<LeaseOptions> = {}, at = file) => takeLease(at, { folder, ...options });
const refusalOf = (taking: Promise<unknown>) => taking.catch((error: unknown) => error);

function startElsewhere(wrap: readonly string[] = [], body = ''): LeaseElsewhere {
  const other = startLeaseElsewhere({ url: modules.urlOf('takeLease'), file, times, wrap, body });
  programs.push(other);
  return other;
}

async function openElsewhere(...given: Parameters<typeof startElsewhere>): Promise<LeaseElsewhere> {
  const other = startElsewhere(...given);
  await other.said('held');
  return other;
}

/** Waits until the file is renewed once more from now on. */
async function renewed(path = file): Promise<void> {
  const { renewals } = await readHolder(path);
  await vi.waitFor(async () => expect((await readHolder(path)).renewals).toBeGreaterThan(renewals), 5000);
}

/** Whether a command runs in namespaces of its own here; containers and people mostly may not. */
const canUnshare = (...words: string[]) => spawnSync('unshare', [...words, 'true'], { stdio: 'ignore' }).status === 0;
const ownHost = ['unshare', '-u', 'sh', '-c', 'hostname another-host && exec "$0" "$@"'];
/** Whatever waits, as for a disk, waits long. */
const slowTurns = 'setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100), 1);';
const ownIds = ['unshare', '-pf', '--mount-proc', '--kill-child'];

describe('a folder', () => {
  it('is taken, says by whom, and is free after that', async () => {
    expect(await readLease(folder)).toBeNull();
    const lease = await takeHere();
    expect(await readHolder()).toMatchObject({ pid: process.pid, host: hostname(), address: null });
    await lease.serveAt('http://127.0.0.1:8190');
    const address = 'http://127.0.0.1:8190';
    expect(await readLease(folder)).toMatchObject({ address, pid: process.pid, isAlive: true });
    await lease.release();
    await expect(readHolder()).rejects.toThrow('ENOENT');
    await (await takeHere()).release();
    expect(await readdir(desktopDir)).toEqual([]);
  });

  it('of a living app is refused with who has it and what to do, and is free at once when that app was killed', async () => {
    const other = await openElsewhere();
    const { pid } = await readHolder();
    expect(await refusalOf(takeHere())).toMatchObject({
      ...refused,
      message: expect.stringContaining(`(process ${pid})`) as string,
      remedy: expect.stringMatching(/close the folder there/) as string,
      details: { pid, host: hostname() },
    });
    // Killed: it removes nothing itself.
    await other.stop(0);
    expect(await readLease(folder)).toMatchObject({ pid, isAlive: false });
    const lease = await takeHere();
    expect(await readHolder()).toMatchObject({ pid: process.pid });
    await lease.release();
  });

  it("that was copied while an app has it is nobody's, and one that was moved is still that app's", async () => {
    await openElsewhere();
    const copy = join(folder, 'copy');
    await cp(desktopDir, copy, { recursive: true });
    await (await takeHere({}, leaseFileIn(copy))).release();
    const moved = join(folder, 'moved');
    await rename(desktopDir, moved);
    expect(await refusalOf(takeHere({}, leaseFileIn(moved)))).toMatchObject(refused);
  });

  it('that was moved while it was open, and closed then, is free for the same app at once: it could not remove its note there', async () => {
    const lease = await takeHere();
    const moved = join(folder, 'moved');
    await rename(desktopDir, moved);
    await lease.release();
    expect(await readHolder(leaseFileIn(moved))).toMatchObject({ pid: process.pid });
    await (await takeHere({}, leaseFileIn(moved))).release();
  });

  it('stays refused while its app lives, although the file was removed, emptied, cut or garbled: that app writes it again', async () => {
    await openElsewhere();
    const { id } = await readHolder();
    const whole = await readFile(file);
    for (const content of ['', whole.subarray(0, 20), whole.map((byte) => byte ^ 0x55)]) {
      await writeFile(file, content);
      expect(await refusalOf(takeHere({ times }))).toMatchObject(refused);
    }
    await rm(file);
    await vi.waitFor(async () => expect((await readHolder()).id).toBe(id), 5000);
    expect(await readdir(desktopDir)).toEqual(['open-in.json']);
  });

  it('is never without its file while that is mended, so that none of many who come just then takes it', async () => {
    programs.push(startLeaseElsewhere({ url: modules.urlOf('takeLease'), file, times: often, wrap: [], body: '' }));
    await vi.waitFor(() => readHolder(), 5000);
    const { id } = await readHolder();
    for (let round = 0; round < 40; round += 1) {
      await writeFile(file, round % 2 === 0 ? 'x'.repeat(5000) : '');
      const takings = await Promise.all(Array.from({ length: 12 }, () => refusalOf(takeHere({ times }))));
      for (const taking of takings) expect(taking).toMatchObject(refused);
    }
    expect((await readHolder()).id).toBe(id);
    expect(await readdir(desktopDir)).toEqual(['open-in.json']);
  });

  it('is never seen with half a file', async () => {
    for (let round = 0; round < 20; round += 1) {
      const seen: string[] = [];
      const over = new AbortController();
      const watching = (async () => {
        while (!over.signal.aborted) seen.push((await readFile(file, 'utf8').catch(() => null)) ?? 'none');
      })();
      const lease = await takeHere({ times: { renewMs: 1, silenceMs: 3000 } });
      await renewed();
      over.abort();
      await watching;
      expect(seen.filter((text) => text !== 'none' && parseHolder(text) === null)).toEqual([]);
      await lease.release();
    }
    expect(await readdir(desktopDir)).toEqual([]);
  });

  it('is taken where a folder lies in the place of the file, which is set aside and told', async () => {
    await mkdir(join(file, 'inner'), { recursive: true });
    const reports: string[] = [];
    const lease = await takeHere({ notify: (sentence) => reports.push(formatMessage(sentence)) });
    expect(await readHolder()).toMatchObject({ pid: process.pid });
    expect(reports).toEqual([expect.stringContaining('was no file, so it was moved to')]);
    expect(await readdir(join(desktopDir, 'unreadable'))).toEqual([expect.stringMatching(/open-in\.json$/)]);
    await lease.release();
  });
});

/** Writes the file of an app that is this test's parent, but for what is given. */
async function leaveFile(facts: Partial<Record<keyof Holder, unknown>>): Promise<void> {
  await (await takeHere()).release();
  const [parent] = (await listProcesses()).filter(({ pid }) => pid === process.ppid);
  const own = { id: randomUUID(), pid: process.ppid, startedAt: parent?.startedAt, machine: await readMachine() };
  await writeFile(file, JSON.stringify({ ...own, host: hostname(), since: '2026-01-01T00:00:00.000Z', ...facts }));
}

describe('a file that nobody renews', () => {
  it('is no lease where its process is proven to have ended: another has its id', async () => {
    await leaveFile({ startedAt: 'an earlier life' });
    await (await takeHere()).release();
  });

  it.each([
    ['of another host', { host: 'another-machine' }],
    ['of another start of the system, or another container', { machine: 'another' }],
    ['of our own id elsewhere', { pid: process.pid, machine: 'another' }],
    ['that is half written', { pid: 'x' }],
  ])('is watched, which is said, and taken when it was silent: one %s', async (_what, facts) => {
    await leaveFile(facts);
    const waits: string[] = [];
    const onWait = (message: Parameters<typeof formatMessage>[0]) => void waits.push(formatMessage(message));
    const lease = await takeHere({ times: { renewMs: 10, silenceMs: 500 }, onWait });
    expect(await readHolder()).toMatchObject({ pid: process.pid });
    expect(waits).toEqual([expect.stringMatching(/watches for up to 1 seconds whether/)]);
    await lease.release();
  });

  it('goes to one of many who wait for it', async () => {
    await leaveFile({ host: 'another-machine' });
    const takings = Array.from({ length: 12 }, () => takeHere({ times: { renewMs: 10, silenceMs: 500 } }));
    const settled = await Promise.allSettled(takings);
    const taken = settled.filter((one) => one.status === 'fulfilled');
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(taken).toHaveLength(1);
    for (const reason of reasons) expect(reason).toMatchObject(refused);
    await taken[0]?.value.prove();
    await taken[0]?.value.release();
  });

  it('is a lease all the same while an earlier version, which renews nothing, may live', async () => {
    await leaveFile({ id: undefined, machine: undefined });
    expect(await refusalOf(takeHere())).toMatchObject(refused);
  });

  it('is no longer waited for when the app ends', async () => {
    await leaveFile({ host: 'another-machine' });
    const ending = new AbortController();
    const taking = takeHere({ signal: ending.signal, onWait: () => ending.abort() });
    expect(await refusalOf(taking)).toMatchObject({ code: 'cancelled' });
  });
});

describe('an app that has a folder', () => {
  it('gives it up when it finds another one in its place, says so once, and takes nothing from that one', async () => {
    const lost: unknown[] = [];
    const lease = await takeHere({ times, onLost: (error) => lost.push(error) });
    await writeFile(file, JSON.stringify({ ...(await readHolder()), id: randomUUID(), host: 'another-machine' }));
    await vi.waitFor(() => expect(lost).toHaveLength(1), 5000);
    expect(await refusalOf(lease.prove())).toBe(lost[0]);
    expect(lost[0]).toMatchObject({ ...refused, message: expect.stringContaining('on another-machine') as string });
    await lease.release();
    expect(await readHolder()).toMatchObject({ host: 'another-machine' });
  });

  it(
    'and was suspended loses it to who watched its silence, and notices when it goes on',
    onlyWhere(process.platform !== 'win32', 'Windows has no signal that suspends'),
    async () => {
      const other = await openElsewhere();
      const pid = (await readHolder()).pid;
      process.kill(pid, 'SIGSTOP');
      await vi.waitFor(async () => expect(await findProcess(pid)).toMatchObject({ isStopped: true }));
      const lease = await takeHere({ times });
      process.kill(pid, 'SIGUSR2');
      process.kill(pid, 'SIGCONT');
      await Promise.all([other.said('lost'), other.said('installation-in-use')]);
      await lease.prove();
      expect(await readHolder()).toMatchObject({ pid: process.pid });
      await lease.release();
    },
  );

  it(
    'keeps it against another host although everything in it takes long, and loses it to that after it was killed',
    onlyWhere(canUnshare('-u'), 'this account may not give a process another host name'),
    async () => {
      const other = await openElsewhere(ownHost, slowTurns);
      expect(await refusalOf(takeHere({ times }))).toMatchObject({
        ...refused,
        message: expect.stringMatching(/\(process \d+ on another-host\)/) as string,
      });
      await other.stop(0);
      await (await takeHere({ times })).release();
    },
  );

  it(
    'keeps it against one that has the same process id in another container, and loses it to that after it was killed',
    onlyWhere(canUnshare('-pf', '--mount-proc'), 'this account may not give a process ids of their own'),
    async () => {
      const first = await openElsewhere(ownIds);
      expect((await readHolder()).pid).toBe(1);
      const second = startElsewhere(ownIds);
      await second.said('installation-in-use');
      await first.stop(0);
      await openElsewhere(ownIds);
      expect((await readHolder()).pid).toBe(1);
    },
  );

  it(
    'renews it on a full disk: nothing new is written',
    onlyWhere(canMount, 'this account may not mount a disk'),
    async () => {
      const disk = openSmallDisk(2);
      try {
        const at = leaseFileIn(join(disk.dir, 'desktop'));
        const lease = await takeHere({ times }, at);
        disk.leaveFree(0);
        await renewed(at);
        await lease.prove();
        await lease.release();
      } finally {
        disk.remove();
      }
    },
  );

  it(
    'works no more on a disk that takes nothing, before others may take it, and goes on when the disk is well again',
    onlyWhere(canMountImages, 'this account may not mount a disk'),
    async () => {
      const disk = openFailingDisk(8);
      try {
        const at = leaseFileIn(join(disk.dir, 'desktop'));
        const lost: unknown[] = [];
        const lease = await takeHere({ times, onLost: (error) => lost.push(error) }, at);
        disk.fail();
        await vi.waitFor(() => expect(lease.prove()).rejects.toMatchObject({ code: 'not-writable' }), 10_000);
        disk.repair();
        await vi.waitFor(() => lease.prove(), 10_000);
        await renewed(at);
        await lease.release();
        expect(lost).toEqual([]);
      } finally {
        disk.remove();
      }
    },
  );
});
