import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, openComfyPlace, waitFor, waitForState, type ComfyPlace } from '../testing/comfy-place';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(() => place.reset());
afterAll(() => place.remove());

const pidFileOf = () => join(place.installation.userDir, 'children.txt');
async function readPids(count: number): Promise<number[]> {
  const text = await waitFor(async () => {
    const read = await readFile(pidFileOf(), 'utf8').catch(() => '');
    return read.split('\n').length > count ? read : null;
  });
  return text.trim().split('\n').map(Number);
}

/** A pack that keeps ComfyUI from starting, and from hearing that it is to end. */
const deafPack = `import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("deaf")
time.sleep(600)
`;

/** A pack that starts a child in ComfyUI's group, deaf to SIGINT, and one that leads a group of its own. */
const familyPack = () => `
import signal, subprocess, sys
sleep = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(600)"
children = [subprocess.Popen([sys.executable, "-c", sleep], start_new_session=apart) for apart in (False, True)]
with open(${JSON.stringify(pidFileOf())}, "a") as file:
    file.write("".join(f"{child.pid}\\n" for child in children))
NODE_CLASS_MAPPINGS = {}
`;

describe('the end of ComfyUI', () => {
  it('ends with everything that was started beside it, deaf ones and those that went their own way', async () => {
    await place.writePacks({ 'family/__init__.py': familyPack() });
    await rm(pidFileOf(), { force: true });
    const process = place.open();
    await process.start();
    const pids = await readPids(2);
    await waitForState(process, 'running');
    expect(pids.map(isAlive)).toEqual([true, true]);
    await process.stop();
    await waitFor(() => !pids.some(isAlive));
  });

  it('is killed when it does not listen', async () => {
    await place.writePacks({ 'deaf/__init__.py': deafPack });
    const process = place.open({ set: { 'comfyui.stopSeconds': '0.4' } });
    await process.start();
    await waitFor(() => process.status().lastLines.includes('deaf'));
    expect(await process.stop()).toMatchObject({ state: 'stopped', exit: { code: null, signal: 'SIGKILL' } });
  });

  it('restarts five times and leaves nothing behind', async () => {
    await place.writePacks({ 'family/__init__.py': familyPack() });
    await rm(pidFileOf(), { force: true });
    const process = place.open();
    const countOpen = () => readdirSync('/proc/self/fd').length;
    const seen: number[] = [];
    await process.start();
    await waitForState(process, 'running');
    const openAtFirst = globalThis.process.platform === 'linux' ? countOpen() : 0;
    for (let round = 0; round < 5; round += 1) {
      const { pid } = process.status();
      seen.push(pid ?? 0);
      await process.reboot();
      await waitFor(() => process.status().pid !== null && process.status().pid !== pid);
      await waitForState(process, 'running');
    }
    const openAtLast = globalThis.process.platform === 'linux' ? countOpen() : 0;
    await process.stop();
    const children = await readPids(12);
    await waitFor(() => ![...seen, ...children].some(isAlive));
    expect(children).toHaveLength(12);
    expect(openAtLast - openAtFirst).toBeLessThanOrEqual(2);
  });

  it('ends a deaf one within seconds when the app closes, however patient a stop is meant to be', async () => {
    await place.writePacks({ 'deaf/__init__.py': deafPack });
    for (const isStopUnderWay of [false, true]) {
      const one = place.open({ set: { 'comfyui.stopSeconds': '600' } });
      const { pid } = await one.start();
      await waitFor(() => one.status().lastLines.includes('deaf'));
      const stopping = isStopUnderWay ? one.stop() : Promise.resolve();
      const startMs = performance.now();
      await one.close();
      // Everything the app has to close shares 7.5 s (main/quit/lifecycle.ts).
      expect(performance.now() - startMs).toBeLessThan(6000);
      await stopping;
      expect(isAlive(pid ?? 0)).toBe(false);
      expect(one.status()).toMatchObject({ state: 'stopped', exit: { signal: 'SIGKILL' } });
    }
  });

  it('ends what a killed app left running, at the next start of the app', async () => {
    const first = place.open();
    const { pid } = await first.start();
    await waitForState(first, 'running');
    // A second app on the same folder leaves alone what the first one runs.
    const beside = place.open();
    await waitForState(beside, 'foreign');
    await beside.close();
    expect(isAlive(pid ?? 0)).toBe(true);
    // The first one is not closed, and its app is gone, as when it was killed.
    const memo = join(place.paths.desktopDir, 'comfyui-process.json');
    const { app, ...noted } = JSON.parse(await readFile(memo, 'utf8')) as { app: object };
    await writeFile(memo, JSON.stringify({ ...noted, app: { ...app, startedAt: 'another time' } }));
    const second = place.open();
    await waitFor(() => !isAlive(pid ?? 0));
    await second.start();
    await waitForState(second, 'running');
    await second.close();
  });
});
