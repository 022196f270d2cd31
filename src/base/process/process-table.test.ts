import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import { listProcesses, listProcessesWith, parseCimRows } from './process-table';

describe('the process table', onlyWhere(process.platform !== 'win32', 'starts programs that Windows lacks'), () => {
  it('tells a child, its parent, its group and when it was started', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    try {
      const [first, second] = [await listProcesses(), await listProcesses()];
      const row = first.find(({ pid }) => pid === child.pid);
      expect(row).toEqual({
        ...{ pid: child.pid, parent: process.pid, group: child.pid },
        startedAt: expect.stringMatching(/\d/),
        isStopped: false,
      });
      // The same words every time: they are what a process is known by later.
      expect(second.find(({ pid }) => pid === child.pid)).toEqual(row);
      expect(first.find(({ pid }) => pid === process.pid)?.startedAt).not.toBe(row?.startedAt);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect((await listProcesses()).some(({ pid }) => pid === child.pid)).toBe(false);
  });

  it('lists no process that has ended, though nobody has asked it yet how', async () => {
    // The shell starts a child and becomes a program that never asks after it. The child ends only then: before, the shell would ask.
    const becomes = `exec "$0" -e 'console.log(process.argv[1]); setTimeout(() => {}, 60_000)' $!`;
    const shell = spawn('/bin/sh', ['-c', `exec 3<&0; read line <&3 & ${becomes}`, process.execPath], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    try {
      const [line] = (await once(shell.stdout, 'data')) as [Buffer];
      const child = Number(String(line));
      shell.stdin.end('go\n');
      const isListed = async () => (await listProcesses()).some(({ pid }) => pid === child);
      for (let remaining = 100; remaining > 0 && (await isListed()); remaining -= 1)
        await new Promise((done) => setTimeout(done, 20));
      expect(await isListed()).toBe(false);
      // It still has its id: a zombie takes signals without an error.
      expect(() => process.kill(child, 0)).not.toThrow();
    } finally {
      shell.kill('SIGKILL');
      await once(shell, 'exit');
    }
  });
});

describe('processes by their environment', onlyWhere(process.platform === 'linux', 'only Linux tells'), () => {
  it('are those that were started with the very value, and what they started', async () => {
    const env = { ...process.env, CMD_MARK: 'one two=3' };
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'], env });
    const other = spawn('sleep', ['60'], { env: { ...env, CMD_MARK: 'one two=34' }, stdio: 'ignore' });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = Number(String(line));
    try {
      const pids = (await listProcessesWith('CMD_MARK', 'one two=3')).map(({ pid }) => pid);
      expect(pids.sort()).toEqual([parent.pid, child].sort());
    } finally {
      process.kill(child, 'SIGKILL');
      for (const one of [parent, other]) {
        const gone = once(one, 'exit');
        one.kill('SIGKILL');
        await gone;
      }
    }
  });
});

describe('what Windows says of its processes', () => {
  it('is read where it names a time; the system itself has none', () => {
    expect(parseCimRows('0 0 \r\n4 0 \r\n4711 812 638678901234567890\r\n\r\n')).toEqual([
      { pid: 4711, parent: 812, group: 0, startedAt: '638678901234567890', isStopped: false },
    ]);
    expect(parseCimRows('')).toEqual([]);
  });
});
