import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { bundleModules, type BundledModules } from '../../e2e/bundle-modules';

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

describe('cmdesk serve', () => {
  it('opens a folder and its door on plain Node, and ends by a signal with nothing left', async () => {
    const folder = await layOutComfy(join(root, 'ComfyUI'));
    const profileDir = join(root, 'profile');
    const hosts = ['registry', 'channel', 'github'].flatMap((name) => ['--set', `hosts.${name}=http://127.0.0.1:9`]);
    const place = ['--comfyui', folder, '--user-data-dir', profileDir];
    const args = [fileURLToPath(modules.urlOf('cmdesk')), 'serve', ...place, ...hosts];
    const program = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = once(program, 'exit');
    const lines = createInterface(program.stdout);
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    const address = line.replace(/^ready /, '');

    const answer = await fetch(`${address}/v2/manager/version`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(version);
    const installed = await fetch(`${address}/v2/customnode/installed`);
    expect(await installed.json()).toEqual({});

    program.kill('SIGTERM');
    // It ends because nothing is left that it could wait for: neither a door, nor a watch, nor a timer.
    expect(await ended).toEqual([0, null]);
    const state = JSON.parse(await readFile(join(profileDir, 'state.json'), 'utf8')) as Record<string, unknown>;
    expect(state).toMatchObject({ lastFolder: folder });
    await expect(readFile(join(folder, 'user', '__manager', 'desktop', 'open-in.json'))).rejects.toThrow('ENOENT');
  });
});
