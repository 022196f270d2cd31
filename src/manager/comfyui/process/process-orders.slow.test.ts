import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, isSilent, openComfyPlace, waitFor, waitForState, type ComfyPlace } from '../testing/comfy-place';
import { saying } from '../../../base/testing/saying';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(() => place.reset());
afterAll(() => place.remove());

describe('orders to ComfyUI', () => {
  it('holds a reboot until the running task has ended; a second one joins, a stop takes it back', async () => {
    let release: () => void = () => undefined;
    let waits = 0;
    const process = place.open({
      whenIdle: () => {
        waits += 1;
        return new Promise<void>((resolve) => (release = resolve));
      },
    });
    const { pid } = await process.start();
    await waitForState(process, 'running');
    await process.reboot();
    await process.reboot();
    await new Promise((done) => setTimeout(done, 300));
    expect(process.status()).toMatchObject({ state: 'running', pid });
    release();
    await waitFor(() => process.status().pid !== null && process.status().pid !== pid);
    await waitForState(process, 'running');
    expect(waits).toBe(1);
    await process.reboot();
    await process.stop();
    release();
    await new Promise((done) => setTimeout(done, 300));
    expect(process.status()).toMatchObject({ state: 'stopped' });
  });

  it('starts it again when it asks for that, but not for ever', async () => {
    const once = join(place.installation.userDir, 'once');
    const ask = `import os, sys
if not os.path.exists(${JSON.stringify(once)}) or os.path.exists(${JSON.stringify(`${once}-always`)}):
    open(${JSON.stringify(once)}, "a").write("x")
    open(os.environ["__COMFY_CLI_SESSION__"] + ".reboot", "w").close()
    sys.exit(0)
NODE_CLASS_MAPPINGS = {}
`;
    await place.writePacks({ 'updater/__init__.py': ask });
    const process = place.open();
    const { pid } = await process.start();
    await waitForState(process, 'running');
    expect(process.status().pid).not.toBe(pid);
    expect(await readFile(once, 'utf8')).toBe('x');
    await process.stop();

    await writeFile(`${once}-always`, '');
    await process.start();
    await waitForState(process, 'crashed');
    expect(process.status().notice).toEqual(saying('asked to be restarted 4 times'));
    expect(await readFile(once, 'utf8')).toBe('xxxxx');
    expect(readdirSync(place.paths.desktopDir).filter((name) => name.endsWith('.reboot'))).toEqual([]);

    // The next order of a person begins anew: what asks once is followed again.
    await rm(`${once}-always`);
    await rm(once);
    await process.start();
    await waitForState(process, 'running');
    expect(await readFile(once, 'utf8')).toBe('x');
  });

  it('takes a start that is under way for its own, whatever is ordered beside it', async () => {
    const process = place.open();
    const [started] = await Promise.all([process.start(), process.reboot(), process.start(), process.reboot()]);
    expect(started.state).not.toBe('foreign');
    await waitForState(process, 'running');
    expect(process.status().notice).toBeNull();
  });

  it('takes orders one after another: a start while it stops comes after', async () => {
    const process = place.open();
    const { pid } = await process.start();
    await waitForState(process, 'running');
    const [stopped, started] = await Promise.all([process.stop(), process.start()]);
    expect(stopped.exit === null || stopped.state === 'stopped').toBe(true);
    expect(started.state).toBe('starting');
    expect(started.pid).not.toBe(pid);
    await waitForState(process, 'running');
  });

  it('can be closed while it starts, and takes no orders afterwards', async () => {
    await place.writePacks({ 'slow/__init__.py': 'import time\nprint("slow")\ntime.sleep(60)\n' });
    const process = place.open();
    const { pid } = await process.start();
    await waitFor(() => process.status().lastLines.includes('slow'));
    await process.close();
    expect(isAlive(pid ?? 0)).toBe(false);
    await expect(process.start()).rejects.toMatchObject({ code: 'cancelled' });
    await expect(process.reboot()).rejects.toMatchObject({ code: 'cancelled' });

    const other = place.open();
    const starting = other.start().catch((error: unknown) => error);
    await other.close();
    await starting;
    expect(other.status()).toMatchObject({ pid: null });
    expect(await isSilent(place.port)).toBe(true);
  });
});
