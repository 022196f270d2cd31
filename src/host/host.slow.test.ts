import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../base/testing/bundle-modules';

let root: string;
let modules: BundledModules;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'host alöne-'));
  modules = await bundleModules({
    host: join(import.meta.dirname, 'host.ts'),
    address: join(import.meta.dirname, 'workspace', 'door-address.ts'),
    state: join(import.meta.dirname, 'store', 'stored-state.ts'),
  });
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

/** What a program has to do to serve a folder: all of it, in the order in which it opens and closes. */
function programFor(profileDir: string, folder: string): string {
  const nowhere = 'http://127.0.0.1:9';
  const overrides = { 'hosts.registry': nowhere, 'hosts.channel': nowhere, 'hosts.github': nowhere };
  const place = JSON.stringify(root);
  return `
    import { openHost } from ${JSON.stringify(modules.urlOf('host'))};
    import { writeFileSync } from 'node:fs';
    import { addressOf } from ${JSON.stringify(modules.urlOf('address'))};
    import { readStoredState } from ${JSON.stringify(modules.urlOf('state'))};
    let state = readStoredState({});
    const stateFile = ${JSON.stringify(join(profileDir, 'state.json'))};
    const host = await openHost({
      profileDir: ${JSON.stringify(profileDir)},
      appVersion: '1.2.3',
      openStore: () => ({ read: () => state, update: (change) => writeFileSync(stateFile, JSON.stringify((state = change(state)))) }),
      places: () => ({ homeDir: ${place}, appDataDir: ${place}, documentsDir: ${place}, desktopDir: ${place}, downloadsDir: ${place}, platform: process.platform }),
      encryption: {},
      demo: { nodeProgram: process.execPath, projectDir: ${place} },
      run: { port: 0, isLaunch: false, overrides: ${JSON.stringify(overrides)} },
      settled: Promise.resolve(),
    });
    const { workspace } = host;
    const folder = ${JSON.stringify(folder)};
    process.once('SIGTERM', async () => {
      await workspace.closeDoors();
      await host.setup.close();
      await workspace.closeAll();
      host.closeLog();
    });
    await workspace.openDoor(folder);
    await workspace.open(folder);
    console.log(addressOf(workspace.host, workspace.door.port));
  `;
}

describe('a host without Electron', () => {
  it('opens a folder and its door on plain Node, and ends by a signal with nothing left', async () => {
    const folder = await layOutComfy(join(root, 'ComfyUI'));
    const profileDir = join(root, 'profile');
    await mkdir(profileDir);
    const args = ['--input-type=module', '-e', programFor(profileDir, folder)];
    const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(program, 'exit');
    const lines = createInterface(program.stdout);
    const [address] = (await Promise.race([once(lines, 'line'), ended])) as [string];

    const answer = await fetch(`${address}/v2/manager/version`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('1.2.3');
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
