import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const program = '/usr/sbin/sshd';

/** Whether this machine has what `openLocalSshd` starts. */
export const hasSshd = existsSync(program);

/** For tests only: a machine that is reached by ssh, which is this one, and the person's `ssh` that knows it as `studio`. */
export interface LocalSshd {
  /** PATH of the person: its `ssh` has a configuration, a key and known hosts of its own. */
  path: string;
  /** What `cmdesk` is on the other side, as lines of a shell; null: there is none. */
  setCommand(lines: string | null): void;
  /** Which key of the other machine the person knows. */
  setKnownKey(known: 'own' | 'another' | 'none'): void;
  /** Adds lines to the person's configuration of `studio`. */
  configure(lines: string): void;
  /** What `ssh` was called with, by the ids of its processes. */
  calls(): { pid: number; words: string }[];
  /** Those of them that run. */
  running(): number[];
  close(): Promise<void>;
}

/** Starts it, with everything of it in a temporary folder. */
export async function openLocalSshd(): Promise<LocalSshd> {
  const root = mkdtempSync(join(tmpdir(), 'sshd-'));
  const at = (...names: string[]) => join(root, ...names);
  const writeScript = (file: string, lines: string) => writeFileSync(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  for (const name of ['here', 'there']) mkdirSync(at(name));
  for (const name of ['host', 'another', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  const port = await findFreePort();
  const serverLines = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${at('host')}`, 'PidFile none', 'StrictModes no'],
    ...[`AuthorizedKeysFile ${at('key.pub')}`, 'UsePAM no', 'PasswordAuthentication no'],
    ...['KbdInteractiveAuthentication no', `SetEnv PATH=${at('there')}:/usr/bin:/bin`],
  ];
  writeFileSync(at('sshd_config'), `${serverLines.join('\n')}\n`);
  writeScript(at('here', 'ssh'), `echo "$$ $*" >> ${at('calls')}\nexec /usr/bin/ssh -F ${at('config')} "$@"`);
  const configure = (lines: string): void => {
    const usual = ['HostName 127.0.0.1', `Port ${port}`, `IdentityFile ${at('key')}`, 'IdentitiesOnly yes'];
    const all = [...usual, `UserKnownHostsFile ${at('known')}`, lines];
    writeFileSync(at('config'), `Host studio\n${all.join('\n')}\n`);
  };
  const calls = () => {
    const lines = existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : [];
    return lines.map((line) => ({ pid: Number.parseInt(line), words: line.replace(/^\d+ /u, '') }));
  };
  const setKnownKey: LocalSshd['setKnownKey'] = (known) => {
    const key = known === 'none' ? '' : readFileSync(at(known === 'own' ? 'host.pub' : 'another.pub'), 'utf8');
    writeFileSync(at('known'), key === '' ? '' : `[127.0.0.1]:${port} ${key}`);
  };
  // Only root's sshd wants it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const server = spawn(program, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface(server.stderr)) if (line.includes('listening on')) break;
  server.stderr.resume();
  configure('');
  setKnownKey('own');
  return {
    path: [at('here'), process.env['PATH']].join(delimiter),
    setCommand: (lines) =>
      lines === null ? rmSync(at('there', 'cmdesk'), { force: true }) : writeScript(at('there', 'cmdesk'), lines),
    ...{ setKnownKey, configure, calls },
    running: () => calls().flatMap(({ pid }) => (isSsh(pid) ? [pid] : [])),
    close: async () => {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function isSsh(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').startsWith('/usr/bin/ssh\0');
}
