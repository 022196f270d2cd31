import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findFreePort, isPortFree } from '../http/free-port';
import { parseLsof, parseNetstat, parseProcNet, parseTasklist } from './parse-listening-sockets';
import { findListeningProgram } from './port-holder';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});

/** A program of its own that listens, with a child that inherits nothing of it. */
async function startListener(host: string, port = 0): Promise<{ port: number; pid: number }> {
  const code = `const server = require('node:net').createServer().listen(${port}, ${JSON.stringify(host)}, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(String(line)), pid: child.pid ?? 0 };
}

describe('who listens on a port', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('is told by process and program, for a listener on %s', async (host) => {
    const { port, pid } = await startListener(host);
    expect(await isPortFree(port, '127.0.0.1')).toBe(false);
    expect(await findListeningProgram(port, '127.0.0.1')).toEqual({ pid, name: basename(process.execPath) });
  });

  it('is nobody on a free port, and nobody who only talks to it', async () => {
    const port = await findFreePort('127.0.0.1');
    expect(await isPortFree(port, '127.0.0.1')).toBe(true);
    expect(await findListeningProgram(port, '127.0.0.1')).toBeNull();
  });

  it('is the one on the address that is asked about', async (context) => {
    const { port, pid } = await startListener('127.0.0.1');
    const other = createServer();
    const isListening = await new Promise<boolean>((done) => {
      other.once('error', () => done(false));
      other.listen(port, '::1', () => done(true));
    });
    if (!isListening) context.skip('this machine has no IPv6');
    expect(await findListeningProgram(port, '127.0.0.1')).toMatchObject({ pid });
    expect(await findListeningProgram(port, '::1')).toMatchObject({ pid: process.pid });
    await new Promise((done) => other.close(done));
    expect(await findListeningProgram(port, '::1')).toBeNull();
  });
});

describe('what systems say of listeners', () => {
  it('is read from the tables of Linux', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1FFC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1FFC 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0`;
    expect(parseProcNet(table, 8188)).toEqual([{ address: '127.0.0.1', inode: '4711' }]);
    const row = (address: string) => `   0: ${address}:1FFC ${'0'.repeat(32)}:0000 0A 0:0 0:0 0 0 0 9 1`;
    const addresses = ['0'.repeat(32), '00000000000000000000000001000000', '0000000000000000FFFF00000100007F'];
    expect(parseProcNet(addresses.map(row).join('\n'), 8188).map(({ address }) => address)).toEqual([
      ...['::', '::1', '127.0.0.1'],
    ]);
    expect(parseProcNet('', 8188)).toEqual([]);
  });

  it('is read from lsof', () => {
    const output = 'p4711\ncpython3.12\nf12\nn127.0.0.1:8188\np4712\ncnode\nf3\nn*:8188\nf4\nn[::1]:8188\n';
    expect(parseLsof(output)).toEqual([
      { address: '127.0.0.1', pid: 4711, name: 'python3.12' },
      { address: '0.0.0.0', pid: 4712, name: 'node' },
      { address: '::1', pid: 4712, name: 'node' },
    ]);
  });

  it('is read from netstat and tasklist in any language', () => {
    const output = [
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    127.0.0.1:8188         0.0.0.0:0              ABHÖREN          4711',
      '  TCP    127.0.0.1:8188         127.0.0.1:50500        HERGESTELLT      4711',
      '  TCP    127.0.0.1:81880        0.0.0.0:0              ABHÖREN          9',
      '  TCP    [::]:8188              [::]:0                 ABHÖREN          4712',
      '  UDP    0.0.0.0:8188           *:*                                     8',
    ].join('\r\n');
    expect(parseNetstat(output, 8188)).toEqual([
      { address: '127.0.0.1', pid: 4711 },
      { address: '::', pid: 4712 },
    ]);
    expect(parseTasklist('"python.exe","4711","Console","1","12.345 K"\r\n', 4711)).toBe('python.exe');
    expect(parseTasklist('INFORMATION: ...', 4711)).toBeNull();
  });
});
