/**
 * A program that serves a folder on plain Node, as the app does behind its window: all that a program has to do for that, in the order in which it opens
 * and closes. Of the app's command line it knows `--comfyui`, `--user-data-dir` and `--set`. It prints `ready ADDRESS`, and ends by SIGTERM or when
 * its stdin is closed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openHost, type Host } from '../host';
import type { StateStore } from '../store/state-store';
import { readStoredState } from '../store/stored-state';
import { addressOf } from '../workspace/door-address';

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function openStore(file: string): StateStore {
  let state = readStoredState(existsSync(file) ? readJson(file) : {});
  return {
    read: () => state,
    update: (change) => writeFileSync(file, JSON.stringify((state = change(state)))),
  };
}

function openAll(profileDir: string, overrides: Record<string, string>): Promise<Host> {
  const homeDir = homedir();
  const dirs = { homeDir, appDataDir: homeDir, documentsDir: homeDir, desktopDir: homeDir, downloadsDir: homeDir };
  const { version } = readJson('package.json') as { version: string };
  return openHost({
    profileDir,
    appVersion: version,
    openStore: () => openStore(join(profileDir, 'state.json')),
    places: () => ({ ...dirs, platform: process.platform }),
    encryption: {},
    demo: { nodeProgram: process.execPath, projectDir: process.cwd() },
    run: { port: null, isLaunch: false, overrides },
    settled: Promise.resolve(),
  });
}

async function closeAll({ workspace, setup, closeLog }: Host): Promise<void> {
  await workspace.closeDoors();
  await setup.close();
  await workspace.closeAll();
  closeLog();
}

const { values } = parseArgs({
  options: {
    comfyui: { type: 'string' },
    'user-data-dir': { type: 'string' },
    set: { type: 'string', multiple: true },
  },
  strict: false,
});
const folder = String(values.comfyui);
const pairs = (values.set ?? []).map((pair) => String(pair).split(/=(.*)/su).slice(0, 2) as [string, string]);
const host = await openAll(String(values['user-data-dir']), Object.fromEntries(pairs));
const end = () => {
  process.off('SIGTERM', end);
  process.stdin.off('end', end).destroy();
  void closeAll(host);
};
process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
await host.workspace.openDoor(folder);
await host.workspace.open(folder);
const { port } = host.workspace.door;
if (port === null) throw new Error('The door has closed again.');
process.stdout.write(`ready ${addressOf(host.workspace.host, port)}\n`);
