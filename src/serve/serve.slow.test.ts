import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import { onlyWhere } from '../base/testing/only-where';
import { bundleModules, type BundledModules } from '../../e2e/bundle-modules';
import { call } from '../server/testing/http-client';

let root: string;
let modules: BundledModules;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'host alöne-'));
  modules = await bundleModules({ cmdesk: join(import.meta.dirname, '..', 'cli', 'cmdesk.ts') });
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(modules.folder, { recursive: true, force: true });
});

/** As much of a ComfyUI as is recognised as one. */
async function layOutComfy(folder: string): Promise<string> {
  await mkdir(join(folder, 'custom_nodes'), { recursive: true });
  for (const name of ['main.py', 'nodes.py', 'folder_paths.py']) await writeFile(join(folder, name), '');
  return folder;
}

const nobody = ['registry', 'channel', 'github'].flatMap((name) => ['--set', `hosts.${name}=http://127.0.0.1:9`]);

interface Served {
  program: ChildProcess;
  address: string;
  profile: string;
  /** What it has written to stderr so far. */
  logged: () => string;
  ended: Promise<[number | null, string | null]>;
}

function start(args: readonly string[]) {
  const program = spawn(process.execPath, [fileURLToPath(modules.urlOf('cmdesk')), 'serve', ...args], { cwd: root });
  const ended = once(program, 'exit') as Served['ended'];
  let words = '';
  program.stderr.on('data', (text: Buffer) => (words += text.toString()));
  return { program, ended, logged: () => words };
}

async function serve(name: string, args: readonly string[] = []): Promise<Served> {
  const profile = join(root, `profile of ${name}`);
  const place = ['--comfyui', await layOutComfy(join(root, name)), '--user-data-dir', profile];
  const started = start([...place, '--port', '0', ...nobody, ...args]);
  const lines = createInterface(started.program.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), started.ended])) as [string];
  return { ...started, profile, address: line.replace(/^ready /, '') };
}

async function callByName({ address, profile }: Served, name: string) {
  const { token } = JSON.parse(await readFile(join(profile, 'local-token.json'), 'utf8')) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${address}/v2/operations/${name}`, { method: 'POST', headers });
}

describe('cmdesk serve', () => {
  it('opens a folder and its doors on plain Node, and ends by a signal with nothing left', async () => {
    const served = await serve('ComfyUI');
    const { program, address, profile, ended } = served;
    const answer = await fetch(`${address}/v2/manager/version`);
    expect(await answer.text()).toContain(version);
    const installed = await fetch(`${address}/v2/customnode/installed`);
    expect(await installed.json()).toEqual({});
    const health = await fetch(`${address}/healthz`);
    expect(await health.json()).toMatchObject({ status: 'ok', version, isOpen: true });
    expect(await (await callByName(served, 'queue.status')).json()).toMatchObject({ total_count: 0 });

    program.kill('SIGTERM');
    // It ends because nothing is left that it could wait for: neither a door, nor a watch, nor a timer.
    expect(await ended).toEqual([0, null]);
    const state = JSON.parse(await readFile(join(profile, 'state.json'), 'utf8')) as Record<string, unknown>;
    expect(state).toMatchObject({ lastFolder: join(root, 'ComfyUI') });
    await expect(stat(join(root, 'ComfyUI', 'user', '__manager', 'desktop', 'open-in.json'))).rejects.toThrow('ENOENT');
  });

  const hasRights = onlyWhere(process.platform !== 'win32', 'Windows keeps a profile by the folder of its account');
  it('keeps its profile for this account alone, also where others may enter it already', hasRights, async () => {
    await mkdir(join(root, 'profile of Entered'), { mode: 0o755 });
    for (const name of ['New', 'Entered']) {
      const { program, profile, ended } = await serve(name);
      expect((await stat(profile)).mode & 0o777, name).toBe(0o700);
      program.kill('SIGTERM');
      await ended;
    }
  });

  it('lets the token of this account in at this machine alone, whatever names it may be called by', async () => {
    const served = await serve('Named', ['--set', 'gateway.allowedHosts=studio.local']);
    const { port } = new URL(served.address);
    const { token } = JSON.parse(await readFile(join(served.profile, 'local-token.json'), 'utf8')) as { token: string };
    const ask = (host: string) => {
      const headers = { host, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return call({ port: Number(port), method: 'POST', path: '/v2/operations/queue.status', headers, body: '{}' });
    };
    expect((await ask(`127.0.0.1:${port}`)).status).toBe(200);
    expect((await ask(`studio.local:${port}`)).status).toBe(401);
    served.program.kill('SIGTERM');
    await served.ended;
  });

  const hasHangup = onlyWhere(process.platform !== 'win32', 'Windows has no SIGHUP');
  it('reads the settings anew by SIGHUP, and says what waits', hasHangup, async () => {
    const { program, profile, logged, ended } = await serve('Reloaded', ['--log', 'json']);
    const file = join(profile, 'state.json');
    const state = JSON.parse(await readFile(file, 'utf8')) as object;
    const overrides = { 'trash.days': '3', 'gateway.host': '0.0.0.0', 'hosts.registry': 'http://127.0.0.1:10' };
    await writeFile(file, JSON.stringify({ ...state, overrides }));
    program.kill('SIGHUP');
    await vi.waitFor(() => expect(logged()).toContain('read anew'), { timeout: 10_000 });
    const line =
      logged()
        .split('\n')
        .find((text) => text.includes('read anew')) ?? '';
    // What the command line gave goes on to count.
    expect(JSON.parse(line)).toMatchObject({
      ...{ level: 'info', changed: ['trash.days'], waitingForNextStart: ['gateway.host'] },
    });
    program.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });

  it('writes documents alone by --log json, the API token too, which it tells once', async () => {
    const { program, logged, ended } = await serve('Exposed', ['--log', 'json', '--set', 'gateway.host=0.0.0.0']);
    program.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const lines = logged().trim().split('\n');
    const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(said.filter((words) => /told this once: cmd_\S+/u.test(words))).toHaveLength(1);
  });

  it.each([
    [['--port', 'x'], 2, '--port takes a number'],
    [['--set', 'no.setting=1'], 2, 'there is no setting "no.setting"'],
    [['--log', 'xml'], 2, '"xml" is none of text, json'],
    [[], 4, 'No ComfyUI folder was named'],
    [['--comfyui', 'nothing here'], 4, 'nothing here'],
  ])('with %j ends with %i and says why', async (args, code, words) => {
    const { ended, logged } = start([...args, ...nobody, '--user-data-dir', join(root, 'profile of none')]);
    expect(await ended).toEqual([code, null]);
    expect(logged()).toContain(words);
  });

  it('ends when another app has taken its folder over, and leaves that one what it has', async () => {
    const served = await serve('Lost');
    const file = join(root, 'Lost', 'user', '__manager', 'desktop', 'open-in.json');
    const own = JSON.parse(await readFile(file, 'utf8')) as object;
    const theirs = JSON.stringify({ ...own, id: randomUUID(), host: 'another-machine' });
    await writeFile(file, theirs);
    // Whatever writes looks first; else the next renewal would.
    await callByName(served, 'snapshots.save').catch(() => undefined);
    expect(await served.ended).toEqual([5, null]);
    expect(served.logged()).toContain('was taken over by another ComfyUI Manager Desktop');
    expect(await readFile(file, 'utf8')).toBe(theirs);
  });

  const hasLimits = onlyWhere(process.platform === 'linux', 'only Linux limits a program from outside');
  it(
    'goes on where no file may grow and nobody reads its log, and says so to whoever has something written',
    hasLimits,
    async () => {
      const served = await serve('Limited');
      served.program.stderr?.destroy();
      execFileSync('prlimit', ['--pid', String(served.program.pid), '--fsize=0:unlimited']);
      const saved = await callByName(served, 'snapshots.save');
      expect(await saved.json()).toMatchObject({ code: 'snapshot-failed' });
      execFileSync('prlimit', ['--pid', String(served.program.pid), '--fsize=unlimited:unlimited']);
      expect((await callByName(served, 'snapshots.save')).status).toBe(200);
      served.program.kill('SIGTERM');
      expect(await served.ended).toEqual([0, null]);
    },
  );

  it('says where the folder is open already', async () => {
    const { program, ended } = await serve('Taken');
    const second = start(['--comfyui', join(root, 'Taken'), '--user-data-dir', join(root, 'second'), ...nobody]);
    expect(await second.ended).toEqual([5, null]);
    expect(second.logged()).toContain(join(root, 'Taken'));
    program.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
