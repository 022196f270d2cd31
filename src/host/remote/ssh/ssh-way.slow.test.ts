import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';
import { hasSshd, openLocalSshd, type LocalSshd } from '../../../../e2e/local-sshd';
import { silentLogger } from '../../../base/log';
import { onlyWhere } from '../../../base/testing/only-where';
import type { Installation } from '../../../contract/installation';
import { dispatch } from '../../../contract/operations';
import { SshFolder, SshHost, type Remote } from '../../../contract/remote/connection';
import { leaseFileIn } from '../../../manager/installation/lease-file';
import { createPreparedTables } from '../../../manager/catalogue/table/prepared-table';
import { call } from '../../../server/testing/http-client';
import { disableTask, openDoor, type Door } from '../../../server/testing/door';
import { openLocalToken, readLocalToken } from '../../store/local-token';
import { noteServed } from '../../store/served-notes';
import { openRemoteCore, type RemoteCore } from '../remote-core';
import { doorWords } from './ssh-way';

const needsSshd = onlyWhere(hasSshd, 'there is no sshd on this machine');
/** Programs start and end meanwhile. */
const patient = { timeout: 20_000 };
/** What is started asks no host of the world. */
const nobody = ['registry', 'channel', 'github'].map((name) => `--set hosts.${name}=http://127.0.0.1:9`).join(' ');
const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

describe('a machine that is reached by ssh', needsSshd, () => {
  let root: string;
  let modules: BundledModules;
  let sshd: LocalSshd;
  let folder: string;
  let far: Door;
  /** The folder is as if it were open in the app behind `far`. */
  let release: () => Promise<void>;
  /** Names the run of the app behind `far`. */
  let run: string;
  let core: RemoteCore | null = null;
  const usualPath = process.env['PATH'];
  const profile = () => join(root, 'profile there');
  const command = (before = '') => {
    const program = quote(fileURLToPath(modules.urlOf('cmdesk')));
    return `${before}\nexec ${quote(process.execPath)} ${program} "$@" --user-data-dir ${quote(profile())} ${nobody}`;
  };
  const there = (): Installation => ({
    ...{ kind: 'git', rootDir: folder, comfyDir: folder, baseDir: folder, interpreter: null, version: '0.3.61' },
    ...{ customNodesDir: join(folder, 'custom_nodes'), userDir: join(folder, 'user') },
  });
  const leaseFile = () => leaseFileIn(join(folder, 'user', '__manager', 'desktop'));

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'by ssh '));
    folder = join(root, "Comfy'UI $(touch x)");
    await mkdir(join(folder, 'user', '__manager', 'desktop'), { recursive: true });
    await mkdir(join(folder, 'custom_nodes'));
    for (const name of ['main.py', 'nodes.py', 'folder_paths.py']) await writeFile(join(folder, name), '');
    await mkdir(profile());
    const { isToken, prove, ...local } = await openLocalToken(profile(), silentLogger);
    run = local.core;
    far = await openDoor({ isToken, prove, installation: there, appVersion: '1.2.3' });
    modules = await bundleModules({ cmdesk: join(import.meta.dirname, '..', '..', '..', 'cli', 'cmdesk.ts') });
    sshd = await openLocalSshd();
    vi.stubEnv('PATH', sshd.path);
  });
  afterAll(async () => {
    vi.stubEnv('PATH', usualPath);
    await sshd.close();
    await far.server.close();
    for (const made of [root, modules.folder]) await rm(made, { recursive: true, force: true });
  });
  beforeEach(async () => {
    sshd.configure('');
    sshd.setKnownKey('own');
    sshd.setCommand(command());
    const address = `http://127.0.0.1:${far.server.port}`;
    release = await noteServed(profile(), { address, folder, core: run, pid: process.pid }, silentLogger);
  });
  afterEach(async () => {
    await core?.close();
    core = null;
    await vi.waitFor(() => expect(sshd.running()).toEqual([]), patient);
    await release();
  });

  async function connect({ isToStart = false } = {}): Promise<RemoteCore> {
    const remote: Remote = { place: { kind: 'ssh', host: 'studio', folder }, title: 'studio', folder: null };
    const target = { folder: 'remote:a1', remote, isToStart };
    core = await openRemoteCore({ target, tables: createPreparedTables(join(root, 'tables')), firstWaitMs: 20 });
    return core;
  }
  const read = (name: 'packs.local' | 'queue.view' | 'queue.order', input: object = {}) =>
    dispatch<'queue.view'>(core?.operations ?? {}, {
      ...{ name: name as 'queue.view', input, context: { caller: 'person' } },
    });
  const finished = async () => (await read('queue.view')).finished.map((item) => item.ui_id);

  it('is one by an alias of the own configuration: its packs are shown, and a task is done to its end', async () => {
    const { installation } = await connect();
    expect(installation).toMatchObject({ rootDir: 'remote:a1', remote: { folder, place: { host: 'studio' } } });
    expect(await read('packs.local')).toEqual(await far.core.operations['packs.local']({}, { caller: 'token' }));
    await read('queue.order', { tasks: [disableTask('by-ssh')] });
    await vi.waitFor(async () => expect(await finished()).toContain('by-ssh'), patient);
  });

  it('knows its own name at the end of the tunnel, for scripts and for pages', async () => {
    const { remote } = await connect();
    const { address, origin } = remote.door();
    expect(origin).toBe(`http://127.0.0.1:${far.server.port}`);
    const ask = (host: string) =>
      call({ port: Number(new URL(address).port), path: '/v2/manager/version', headers: { host } });
    expect((await ask(new URL(origin ?? '').host)).status).toBe(200);
    expect((await ask(new URL(address).host)).status).toBe(403);
  });

  it('has its tunnel made anew when that ends while a change is under way, which is neither lost nor done twice', async () => {
    const { remote } = await connect();
    const [first] = sshd.running();
    const own = far.core.operations['queue.order'];
    const ordering = vi.spyOn(far.core.operations, 'queue.order').mockImplementationOnce(async (...given) => {
      await own(...given);
      process.kill(first ?? 0, 'SIGKILL');
      return new Promise(() => undefined);
    });
    expect(await read('queue.order', { tasks: [disableTask('cut-off')] })).toEqual({ denied: null });
    expect(remote.connection().state).toBe('connected');
    expect(ordering).toHaveBeenCalledTimes(1);
    expect(sshd.running()).toHaveLength(1);
    expect(sshd.running()).not.toContain(first);
    await vi.waitFor(async () => expect((await finished()).filter((id) => id === 'cut-off')).toHaveLength(1), patient);
  });

  it('says that no core runs there, starts one when it is told to, and leaves it running', async () => {
    await release();
    await expect(connect()).rejects.toMatchObject({ code: 'not-served' });
    expect(existsSync(leaseFile())).toBe(false);
    await connect({ isToStart: true });
    const { pid } = JSON.parse(readFileSync(leaseFile(), 'utf8')) as { pid: number };
    expect(await read('packs.local')).toBeDefined();
    await core?.close();
    await vi.waitFor(() => expect(sshd.running()).toEqual([]), patient);
    expect(existsSync(leaseFile())).toBe(true);
    process.kill(pid, 'SIGTERM');
    await vi.waitFor(() => expect(existsSync(leaseFile())).toBe(false), patient);
  });

  it('keeps its token nowhere here', async () => {
    await connect();
    const token = (await readLocalToken(profile())) ?? '';
    expect(token).not.toBe('');
    expect(sshd.calls().filter(({ words }) => words.includes(token))).toEqual([]);
    const files = readdirSync(root, { recursive: true }).map(String);
    const texts = files.filter((name) => statSync(join(root, name)).isFile());
    const holders = texts.filter((name) => readFileSync(join(root, name), 'utf8').includes(token));
    expect(holders).toEqual([join('profile there', 'local-token.json')]);
  });

  it('lives with what a person has configured for a terminal, and with a shell that greets', async () => {
    sshd.setCommand(command("echo '{'; echo 'welcome }'"));
    const shared = join(root, 'shared');
    const lines = ['RemoteCommand top', 'RequestTTY force', 'ControlMaster auto', `ControlPath "${shared}"`];
    // Somebody has this port, as a terminal with the same line would.
    sshd.configure([...lines, 'ControlPersist 60', `LocalForward 127.0.0.1:${far.server.port} 127.0.0.1:9`].join('\n'));
    await connect();
    expect(await read('packs.local')).toBeDefined();
    expect(existsSync(shared)).toBe(false);
  });

  it.each([
    ['an unknown key', () => sshd.setKnownKey('none'), ['ssh-failed', 'does not know the key']],
    ['another key', () => sshd.setKnownKey('another'), ['ssh-failed', 'does not know the key']],
    ['a login that is refused', () => sshd.configure('User nobody-there'), ['ssh-failed', 'does not let you log in']],
    ['nobody at its port', () => sshd.configure('ProxyCommand false'), ['remote-unreachable', 'studio could not be']],
    ['no cmdesk', () => sshd.setCommand(null), ['ssh-failed', 'has no "cmdesk"']],
    ['a cmdesk that is broken', () => sshd.setCommand('exit 139'), ['remote-unfit', 'exit code 139']],
    ['another program of that name', () => sshd.setCommand("echo '{}'"), ['remote-unfit', 'of a version that']],
    ['no ssh here', () => vi.stubEnv('PATH', join(root, 'nothing')), ['ssh-failed', 'There is no "ssh"']],
    [
      'a cmdesk that knows no door',
      () => sshd.setCommand(command('set -- gate --json')),
      ['remote-unfit', '"gate" is no command'],
    ],
  ] as const)('with %s says so, and what to do', async (_what, prepare, [code, words]) => {
    prepare();
    const refused = connect().finally(() => vi.stubEnv('PATH', sshd.path));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
  });
});

it.each(['-oProxyCommand=touch x', '-v', '--', 'a b', 'a@-b', 'x;y', '$(x)', 'ssh://a', 'a@b@c', 'a\nb', 'a:b', ''])(
  'no host is %j',
  (host) => expect(SshHost.safeParse(host).success).toBe(false),
);

it.each(['studio', 'me@studio.lan:2222', '10.0.0.7', 'me@[::1]:22', 'a_b-c'])('a host is %j', (host) =>
  expect(SshHost.safeParse(host).success).toBe(true),
);

it.each(['ComfyUI', '-x', '--start', '~other', '/a\nb', '/a\\', "C:\\'; touch x", ''])('no folder is %j', (folder) =>
  expect(SshFolder.safeParse(folder).success).toBe(false),
);

it.each([
  ['/srv/ComfyUI', "'/srv/ComfyUI'"],
  ['~/Comfy UI', "~/'Comfy UI'"],
  ["/a'; touch x; '", String.raw`'/a'\''; touch x; '\'''`],
  ['~/$(touch x)', "~/'$(touch x)'"],
])('a folder is one word of the shell there: %j', (folder, word) => {
  expect(doorWords(folder, true)).toEqual(['cmdesk', 'door', '--json', '--comfyui', word, '--start']);
});
