import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findProcess } from '../../base/process/process-table';
import { canMountImages, openFailingDisk } from '../../base/testing/failing-disk';
import { onlyWhere } from '../../base/testing/only-where';
import { canMount, openSmallDisk } from '../../base/testing/small-disk';
import { leaseFileIn } from './lease-file';
import { refusalOf, refused, times, useLeaseRoom } from './testing/lease-room';

const room = useLeaseRoom();

/** Whether a command runs in namespaces of its own here; containers and people mostly may not. */
const canUnshare = (...words: string[]) => spawnSync('unshare', [...words, 'true'], { stdio: 'ignore' }).status === 0;
const ownHost = ['unshare', '-u', 'sh', '-c', 'hostname another-host && exec "$0" "$@"'];
/** Whatever waits, as for a disk, waits long. */
const slowTurns = 'setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100), 1);';
const ownIds = ['unshare', '-pf', '--mount-proc', '--kill-child'];

describe('an app that has a folder', () => {
  it('gives it up when it finds another one in its place, says so once, and takes nothing from that one', async () => {
    const lost: unknown[] = [];
    const lease = await room.takeHere({ times, onLost: (error) => lost.push(error) });
    await writeFile(
      room.file,
      JSON.stringify({ ...(await room.readHolder()), id: randomUUID(), host: 'another-machine' }),
    );
    await vi.waitFor(() => expect(lost).toHaveLength(1), 5000);
    expect(await refusalOf(lease.prove())).toBe(lost[0]);
    expect(lost[0]).toMatchObject({ ...refused, message: expect.stringContaining('on another-machine') as string });
    await lease.release();
    expect(await room.readHolder()).toMatchObject({ host: 'another-machine' });
  });

  it(
    'and was suspended loses it to who watched its silence, and notices when it goes on',
    onlyWhere(process.platform !== 'win32', 'Windows has no signal that suspends'),
    async () => {
      const other = await room.openElsewhere();
      const pid = (await room.readHolder()).pid;
      process.kill(pid, 'SIGSTOP');
      await vi.waitFor(async () => expect(await findProcess(pid)).toMatchObject({ isStopped: true }));
      const lease = await room.takeHere({ times });
      process.kill(pid, 'SIGUSR2');
      process.kill(pid, 'SIGCONT');
      await Promise.all([other.said('lost'), other.said('installation-in-use')]);
      await lease.prove();
      expect(await room.readHolder()).toMatchObject({ pid: process.pid });
      await lease.release();
    },
  );

  it(
    'keeps it against another host although everything in it takes long, and loses it to that after it was killed',
    onlyWhere(canUnshare('-u'), 'this account may not give a process another host name'),
    async () => {
      const other = await room.openElsewhere(ownHost, { body: slowTurns });
      expect(await refusalOf(room.takeHere({ times }))).toMatchObject({
        ...refused,
        message: expect.stringMatching(/\(process \d+ on another-host\)/) as string,
      });
      await other.stop(0);
      await (await room.takeHere({ times })).release();
    },
  );

  it(
    'keeps it against one that has the same process id in another container, and loses it to that after it was killed',
    onlyWhere(canUnshare('-pf', '--mount-proc'), 'this account may not give a process ids of their own'),
    async () => {
      const first = await room.openElsewhere(ownIds);
      expect((await room.readHolder()).pid).toBe(1);
      const second = room.startElsewhere(ownIds);
      await second.said('installation-in-use');
      await first.stop(0);
      await room.openElsewhere(ownIds);
      expect((await room.readHolder()).pid).toBe(1);
    },
  );

  it(
    'renews it on a full disk: nothing new is written',
    onlyWhere(canMount, 'this account may not mount a disk'),
    async () => {
      const disk = openSmallDisk(2);
      try {
        const at = leaseFileIn(join(disk.dir, 'desktop'));
        const lease = await room.takeHere({ times }, at);
        disk.leaveFree(0);
        await room.renewed(at);
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
        const lease = await room.takeHere({ times, onLost: (error) => lost.push(error) }, at);
        disk.fail();
        await vi.waitFor(() => expect(lease.prove()).rejects.toMatchObject({ code: 'not-writable' }), 10_000);
        disk.repair();
        await vi.waitFor(() => lease.prove(), 10_000);
        await room.renewed(at);
        await lease.release();
        expect(lost).toEqual([]);
      } finally {
        disk.remove();
      }
    },
  );
});
