import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { createProcessMemo } from './previous-process';
import { isAlive, waitFor } from '../testing/comfy-place';

describe(
  'what a killed app left running',
  onlyWhere(process.platform !== 'win32', 'starts programs that Windows lacks'),
  () => {
    let folder: string;
    let file: string;
    let comfy: ChildProcess;
    let helperPid: number;
    let orphanPid: number;
    let sessionFile: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'left over ünï-'));
      file = join(folder, 'comfyui-process.json');
      sessionFile = join(folder, 'comfyui-session-1');
      // A program at the head of its group, as ComfyUI is started, with a child in a group of its own, and one that nobody leads to any more.
      const code = `const { spawn, spawnSync } = require('node:child_process');
      const helper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
      const { stdout } = spawnSync('setsid', ['sh', '-c', 'sleep 60 > /dev/null 2>&1 & echo $!'], { encoding: 'utf8' });
      console.log(helper.pid + ' ' + stdout.trim()); setInterval(() => {}, 1000);`;
      const env = { ...process.env, __COMFY_CLI_SESSION__: sessionFile };
      comfy = spawn(process.execPath, ['-e', code], { detached: true, stdio: ['ignore', 'pipe', 'ignore'], env });
      const [line] = (await once(comfy.stdout ?? comfy, 'data')) as [Buffer];
      [helperPid = 0, orphanPid = 0] = String(line).trim().split(' ').map(Number);
    });
    afterEach(async () => {
      if (comfy.exitCode === null && comfy.signalCode === null) {
        comfy.kill('SIGKILL');
        await once(comfy, 'exit');
      }
      for (const pid of [helperPid, orphanPid]) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    });

    const pidOf = (child: ChildProcess) => child.pid ?? 0;
    interface Identity {
      pid: number;
      startedAt: string;
    }
    const readMemo = async () => JSON.parse(await readFile(file, 'utf8')) as Identity & { app: Identity };
    /** Changes the note as if another app had written it: one that is gone by now. */
    async function writeAsGoneApp(change: Partial<Identity> = {}): Promise<void> {
      const memo = await readMemo();
      await writeFile(file, JSON.stringify({ ...memo, ...change, app: { ...memo.app, startedAt: 'another time' } }));
    }

    it('is ended with its tree once that app is gone', async () => {
      const memo = createProcessMemo(file);
      await memo.write(pidOf(comfy), sessionFile);
      await writeAsGoneApp();
      expect([pidOf(comfy), helperPid].map(isAlive)).toEqual([true, true]);
      expect(await memo.endPreviousProcess()).toBe(true);
      await waitFor(() => !isAlive(pidOf(comfy)) && !isAlive(helperPid));
      if (process.platform === 'linux') await waitFor(() => !isAlive(orphanPid));
      expect(await readdir(folder)).toEqual([]);
      expect(await memo.endPreviousProcess()).toBe(false);
    });

    it(
      'is what it started, when only that is left',
      onlyWhere(process.platform === 'linux', 'only Linux tells'),
      async () => {
        const memo = createProcessMemo(file);
        await memo.write(pidOf(comfy), sessionFile);
        await writeAsGoneApp();
        comfy.kill('SIGKILL');
        await once(comfy, 'exit');
        expect([helperPid, orphanPid].map(isAlive)).toEqual([true, true]);
        expect(await memo.endPreviousProcess()).toBe(false);
        await waitFor(() => !isAlive(helperPid) && !isAlive(orphanPid));
        expect(await readdir(folder)).toEqual([]);
      },
    );

    it('is left alone while its app lives', async () => {
      const memo = createProcessMemo(file);
      await memo.write(pidOf(comfy), sessionFile);
      expect(await createProcessMemo(file).endPreviousProcess()).toBe(false);
      expect(isAlive(pidOf(comfy))).toBe(true);
      expect(await readMemo()).toMatchObject({ pid: pidOf(comfy), app: { pid: process.pid } });
    });

    it('is never a later process with the same id', async () => {
      const memo = createProcessMemo(file);
      await memo.write(pidOf(comfy), `${sessionFile} of another run`);
      await writeAsGoneApp({ startedAt: 'yesterday' });
      expect(await memo.endPreviousProcess()).toBe(false);
      expect(isAlive(pidOf(comfy))).toBe(true);
      expect(await readdir(folder)).toEqual([]);
    });

    it('is nothing when the note is erased, broken, or of a process that is gone', async () => {
      const memo = createProcessMemo(file);
      await memo.write(pidOf(comfy), sessionFile);
      await memo.erase();
      await memo.erase();
      expect(await memo.endPreviousProcess()).toBe(false);
      await writeFile(file, '{"pid": ');
      expect(await memo.endPreviousProcess()).toBe(false);
      comfy.kill('SIGKILL');
      await once(comfy, 'exit');
      await rm(file);
      await memo.write(pidOf(comfy), sessionFile);
      expect(await readdir(folder)).toEqual([]);
    });
  },
);
