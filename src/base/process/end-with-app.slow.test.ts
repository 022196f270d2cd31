import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleModules, type BundledModules } from '../../../e2e/bundle-modules';
import { onlyWhere } from '../testing/only-where';
import { listProcesses } from './process-table';

let modules: BundledModules;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'end with app ünï-'));
  modules = await bundleModules({ run: fileURLToPath(new URL('./run.ts', import.meta.url)) });
});
const apps: ChildProcess[] = [];
afterAll(async () => {
  for (const app of apps) app.kill('SIGKILL');
  for (const path of [folder, modules.folder]) await rm(path, { recursive: true, force: true });
});

/** A program that says its process id and that of a child which ignores to be asked, and stays. */
const stays = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', "process.on('SIGINT', () => {}); setInterval(() => {}, 1000)"]);
  require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid + '\\n');
  setInterval(() => {}, 1000);`;

/** An app that runs one program to its end, and then one that stays. */
async function startApp(pidFile: string) {
  const script = join(folder, 'app.mjs');
  const args = JSON.stringify(['-e', stays, pidFile]);
  const code = `
    import { runProgram } from ${JSON.stringify(modules.urlOf('run'))};
    await runProgram(process.execPath, ['-e', '']);
    await runProgram(process.execPath, ${args});`;
  await writeFile(script, code);
  const app = spawn(process.execPath, [script], { stdio: 'ignore', detached: true });
  apps.push(app);
  const read = () => readFile(pidFile, 'utf8').catch(() => '');
  const text = await vi.waitUntil(async () => (await read()).trim(), { timeout: 60_000 });
  return { app, pids: text.split(' ').map(Number) };
}

const livingOf = async (pids: readonly number[]) =>
  (await listProcesses()).flatMap(({ pid }) => (pids.includes(pid) ? [pid] : []));

describe(
  'what runs for an app that is killed',
  onlyWhere(process.platform !== 'win32', 'Node has Windows end what it started'),
  () => {
    it.each(['itself', 'with its group'])(
      'ends with it, and so does its child, when the app is killed %s',
      async (how) => {
        const { app, pids } = await startApp(join(folder, `${how}.pids`));
        const { pid = 0 } = app;
        expect(await livingOf([...pids, pid])).toHaveLength(3);
        process.kill(how === 'itself' ? pid : -pid, 'SIGKILL');
        await once(app, 'exit');
        await vi.waitFor(async () => expect(await livingOf(pids)).toEqual([]));
      },
    );

    it('ends nothing that another app runs', async () => {
      const first = await startApp(join(folder, 'first.pids'));
      const second = await startApp(join(folder, 'second.pids'));
      first.app.kill('SIGKILL');
      await vi.waitFor(async () => expect(await livingOf(first.pids)).toEqual([]));
      expect(await livingOf(second.pids)).toEqual(expect.arrayContaining(second.pids));
      second.app.kill('SIGKILL');
      await vi.waitFor(async () => expect(await livingOf(second.pids)).toEqual([]));
    });
  },
);
