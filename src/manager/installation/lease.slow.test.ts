import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readMachine } from '../../base/process/machine';
import { listProcesses } from '../../base/process/process-table';
import { formatMessage } from '../../contract/text/message';
import { leaseFileIn, parseHolder, type Holder } from './lease-file';
import { readLease } from './read-lease';
import { refusalOf, refused, times, useLeaseRoom } from './testing/lease-room';

/** So that the file is mended while others look at it. */
const often = { renewMs: 5, silenceMs: 3000 };

const room = useLeaseRoom();

describe('a folder', () => {
  it('is taken, says by whom, and is free after that', async () => {
    expect(await readLease(room.folder)).toBeNull();
    const lease = await room.takeHere();
    expect(await room.readHolder()).toMatchObject({ pid: process.pid, host: hostname(), address: null });
    await lease.serveAt('http://127.0.0.1:8190');
    const address = 'http://127.0.0.1:8190';
    expect(await readLease(room.folder)).toMatchObject({ address, pid: process.pid, isAlive: true });
    await lease.release();
    await expect(room.readHolder()).rejects.toThrow('ENOENT');
    await (await room.takeHere()).release();
    expect(await readdir(room.desktopDir)).toEqual([]);
  });

  it('of a living app is refused with who has it and what to do, and is free at once when that app was killed', async () => {
    const other = await room.openElsewhere();
    const { pid } = await room.readHolder();
    expect(await refusalOf(room.takeHere())).toMatchObject({
      ...refused,
      message: expect.stringContaining(`(process ${pid})`) as string,
      remedy: expect.stringMatching(/close the folder there/) as string,
      details: { pid, host: hostname() },
    });
    // Killed: it removes nothing itself.
    await other.stop(0);
    expect(await readLease(room.folder)).toMatchObject({ pid, isAlive: false });
    const lease = await room.takeHere();
    expect(await room.readHolder()).toMatchObject({ pid: process.pid });
    await lease.release();
  });

  it("that was copied while an app has it is nobody's, and one that was moved is still that app's", async () => {
    await room.openElsewhere();
    const copy = join(room.folder, 'copy');
    await cp(room.desktopDir, copy, { recursive: true });
    await (await room.takeHere({}, leaseFileIn(copy))).release();
    const moved = join(room.folder, 'moved');
    await rename(room.desktopDir, moved);
    expect(await refusalOf(room.takeHere({}, leaseFileIn(moved)))).toMatchObject(refused);
  });

  it('that was moved while it was open, and closed then, is free for the same app at once: it could not remove its note there', async () => {
    const lease = await room.takeHere();
    const moved = join(room.folder, 'moved');
    await rename(room.desktopDir, moved);
    await lease.release();
    expect(await room.readHolder(leaseFileIn(moved))).toMatchObject({ pid: process.pid });
    await (await room.takeHere({}, leaseFileIn(moved))).release();
  });

  it('stays refused while its app lives, although the file was removed, emptied, cut or garbled: that app writes it again', async () => {
    await room.openElsewhere();
    const { id } = await room.readHolder();
    const whole = await readFile(room.file);
    for (const content of ['', whole.subarray(0, 20), whole.map((byte) => byte ^ 0x55)]) {
      await writeFile(room.file, content);
      expect(await refusalOf(room.takeHere({ times }))).toMatchObject(refused);
    }
    await rm(room.file);
    await vi.waitFor(async () => expect((await room.readHolder()).id).toBe(id), 5000);
    expect(await readdir(room.desktopDir)).toEqual(['open-in.json']);
  });

  it('is never without its file while that is mended, so that none of many who come just then takes it', async () => {
    room.startElsewhere([], { times: often });
    await vi.waitFor(() => room.readHolder(), 5000);
    const { id } = await room.readHolder();
    for (let round = 0; round < 40; round += 1) {
      await writeFile(room.file, round % 2 === 0 ? 'x'.repeat(5000) : '');
      const takings = await Promise.all(Array.from({ length: 12 }, () => refusalOf(room.takeHere({ times }))));
      for (const taking of takings) expect(taking).toMatchObject(refused);
    }
    expect((await room.readHolder()).id).toBe(id);
    expect(await readdir(room.desktopDir)).toEqual(['open-in.json']);
  });

  it('is never seen with half a file', async () => {
    for (let round = 0; round < 20; round += 1) {
      const seen: string[] = [];
      const over = new AbortController();
      const watching = (async () => {
        while (!over.signal.aborted) seen.push((await readFile(room.file, 'utf8').catch(() => null)) ?? 'none');
      })();
      const lease = await room.takeHere({ times: { renewMs: 1, silenceMs: 3000 } });
      await room.renewed();
      over.abort();
      await watching;
      expect(seen.filter((text) => text !== 'none' && parseHolder(text) === null)).toEqual([]);
      await lease.release();
    }
    expect(await readdir(room.desktopDir)).toEqual([]);
  });

  it('is taken where a folder lies in the place of the file, which is set aside and told', async () => {
    await mkdir(join(room.file, 'inner'), { recursive: true });
    const reports: string[] = [];
    const lease = await room.takeHere({ notify: (sentence) => reports.push(formatMessage(sentence)) });
    expect(await room.readHolder()).toMatchObject({ pid: process.pid });
    expect(reports).toEqual([expect.stringContaining('was no file, so it was moved to')]);
    expect(await readdir(join(room.desktopDir, 'unreadable'))).toEqual([expect.stringMatching(/open-in\.json$/)]);
    await lease.release();
  });
});

/** Writes the file of an app that is this test's parent, but for what is given. */
async function leaveFile(facts: Partial<Record<keyof Holder, unknown>>): Promise<void> {
  await (await room.takeHere()).release();
  const [parent] = (await listProcesses()).filter(({ pid }) => pid === process.ppid);
  const own = { id: randomUUID(), pid: process.ppid, startedAt: parent?.startedAt, machine: await readMachine() };
  await writeFile(room.file, JSON.stringify({ ...own, host: hostname(), since: '2026-01-01T00:00:00.000Z', ...facts }));
}

describe('a file that nobody renews', () => {
  it('is no lease where its process is proven to have ended: another has its id', async () => {
    await leaveFile({ startedAt: 'an earlier life' });
    await (await room.takeHere()).release();
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
    const lease = await room.takeHere({ times: { renewMs: 10, silenceMs: 500 }, onWait });
    expect(await room.readHolder()).toMatchObject({ pid: process.pid });
    expect(waits).toEqual([expect.stringMatching(/watches for up to 1 seconds whether/)]);
    await lease.release();
  });

  it('goes to one of many who wait for it', async () => {
    await leaveFile({ host: 'another-machine' });
    const takings = Array.from({ length: 12 }, () => room.takeHere({ times: { renewMs: 10, silenceMs: 500 } }));
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
    expect(await refusalOf(room.takeHere())).toMatchObject(refused);
  });

  it('is no longer waited for when the app ends', async () => {
    await leaveFile({ host: 'another-machine' });
    const ending = new AbortController();
    const taking = room.takeHere({ signal: ending.signal, onWait: () => ending.abort() });
    expect(await refusalOf(taking)).toMatchObject({ code: 'cancelled' });
  });
});
