import { readFile, rm, writeFile } from 'node:fs/promises';
import { saying } from '../../../base/testing/saying';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LastChange } from '../../../contract/comfyui/comfyui-status';
import { onlyWhere } from '../../../base/testing/only-where';
import { isAlive, openComfyPlace, waitFor, waitForState, type ComfyPlace } from '../testing/comfy-place';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
beforeEach(() => rm(join(place.paths.desktopDir, 'comfyui-good-start.json'), { force: true }));
afterEach(() => place.reset());
afterAll(() => place.remove());

const killer = { 'killer/__init__.py': 'import sys\nprint("no licence found")\nsys.exit(3)\n' };
const change: LastChange = {
  ...{ ui_id: 'task-1', kind: 'update', target: 'killer' },
  ...{ endedAt: '2026-01-01T10:00:00.000Z', snapshot: '2026-01-01_09-59-59_autosave' },
};

/** Takes charge of it, and keeps since when a change was asked for. */
function openAsking() {
  const askedSince: (string | null)[] = [];
  const comfy = place.open({
    findChange: (since) => {
      askedSince.push(since);
      return Promise.resolve(since === null ? change : null);
    },
  });
  return { comfy, askedSince };
}

describe('a crash of ComfyUI', () => {
  it('comes with its last lines, the change just before and the pack it names, until the next start', async () => {
    await place.writePacks(killer);
    const { comfy } = openAsking();
    expect((await comfy.start()).crash).toBeNull();
    await waitForState(comfy, 'crashed');
    const { crash, notice } = comfy.status();
    expect(notice).toEqual(saying('The pack killer ended ComfyUI before it was ready; its last lines say more.'));
    expect(crash).toMatchObject({ change, suspects: expect.arrayContaining(['killer']), argument: null });
    expect(crash?.lastLines).toContain('no licence found');
    await place.clearPacks();
    expect((await comfy.start()).crash).toBeNull();
    await waitForState(comfy, 'running');
    expect((await comfy.stop()).crash).toBeNull();
  });

  it('names the pack whose code a running one ended in, and the argument that helps where torch finds no card', async () => {
    await place.writePacks({
      'bomb/__init__.py': `import faulthandler, os, threading, traceback
def go():
    try:
        raise RuntimeError("boom")
    except RuntimeError:
        traceback.print_exc()
    os._exit(4)
threading.Timer(1, go).start()
NODE_CLASS_MAPPINGS = {}
`,
    });
    const { comfy } = openAsking();
    await comfy.start();
    await waitForState(comfy, 'crashed');
    expect(comfy.status().notice).toEqual(saying(/^The pack bomb ended ComfyUI/));
    await place.clearPacks();
    const missing = join(place.installation.comfyDir ?? '', 'no-graphics-card');
    await writeFile(missing, '');
    try {
      await comfy.start();
      await waitForState(comfy, 'crashed');
      expect(comfy.status()).toMatchObject({
        notice: saying(/cannot use a graphics card \(Torch not compiled with CUDA enabled\)\. Start it with --cpu/),
        crash: { argument: '--cpu', suspects: [] },
      });
    } finally {
      await rm(missing);
    }
  });

  it('names the pack that ended it before one whose import had failed, and shows its last lines as a terminal does', async () => {
    // In whatever order they are imported: the first one fails as packs do, the second one ends everything.
    const first = join(place.installation.userDir, 'first.txt');
    await rm(first, { force: true });
    const pack = `import logging, os, sys
FIRST = ${JSON.stringify(first)}
if os.path.exists(FIRST):
    print("\\x1b]0;a title\\x07\\x1b[32m 10%\\x1b[0m\\r\\x1b[32m100%\\x1b[0m", flush=True)
    os._exit(3)
with open(FIRST, "w") as file:
    file.write(os.path.basename(os.path.dirname(__file__)))
logging.basicConfig(format="\\x1b[33m[%(levelname)s]\\x1b[0m %(message)s", force=True)
import there_is_no_such_module
`;
    await place.writePacks({ 'one/__init__.py': pack, 'other/__init__.py': pack });
    const { comfy } = openAsking();
    await comfy.start();
    await waitForState(comfy, 'crashed');
    const { crash, lastLines } = comfy.status();
    expect(crash?.suspects).toEqual([(await readFile(first, 'utf8')) === 'one' ? 'other' : 'one']);
    expect(crash?.lastLines).toContain('100%');
    expect(crash?.lastLines).toContainEqual(expect.stringContaining('[WARNING] Cannot import'));
    expect([...(crash?.lastLines ?? []), ...lastLines].join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  it('asks for changes since the last start that served and did not crash, over runs of the app', async () => {
    const first = openAsking();
    const { startedAt } = await first.comfy.start();
    await waitForState(first.comfy, 'running');
    await first.comfy.close();

    const second = openAsking();
    const { pid } = await second.comfy.start();
    await waitForState(second.comfy, 'running');
    process.kill(pid ?? 0, 'SIGKILL');
    await waitForState(second.comfy, 'crashed');
    expect(second.comfy.status().crash).toMatchObject({ change: null });
    // That start was no good one: the next is judged by the same changes.
    await second.comfy.start();
    await waitForState(second.comfy, 'running');
    expect(first.askedSince).toEqual([null]);
    expect(second.askedSince).toEqual([startedAt, startedAt]);
  });

  it('is no obstacle for a start whose changes cannot be read', async () => {
    const comfy = place.open({ findChange: () => Promise.reject(new Error('unreadable')) });
    await comfy.start();
    await waitForState(comfy, 'running');
  });

  it(
    'leaves nothing of it behind, wherever its children went',
    onlyWhere(process.platform !== 'win32', 'Windows has no sessions to leave'),
    async () => {
      const pidFile = join(place.installation.userDir, 'family.txt');
      await rm(pidFile, { force: true });
      await place.writePacks({
        'family/__init__.py': `import os, subprocess, sys
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
children = [subprocess.Popen(sleep)]
if sys.platform == "linux":
    children.append(subprocess.Popen(sleep, start_new_session=True))
with open(${JSON.stringify(pidFile)}, "w") as file:
    file.write(" ".join(str(child.pid) for child in children))
NODE_CLASS_MAPPINGS = {}
`,
      });
      const { comfy } = openAsking();
      const { pid } = await comfy.start();
      await waitForState(comfy, 'running');
      const children = (await readFile(pidFile, 'utf8')).split(' ').map(Number);
      expect(children.every(isAlive)).toBe(true);
      process.kill(pid ?? 0, 'SIGKILL');
      await waitForState(comfy, 'crashed');
      expect(comfy.status()).toMatchObject({ exit: { signal: 'SIGKILL' }, pid: null });
      await waitFor(() => !children.some(isAlive));
      // A crashed one stays crashed until an order.
      await new Promise((done) => setTimeout(done, 700));
      expect(comfy.status().state).toBe('crashed');
    },
  );
});

describe('a bare start', () => {
  it('leaves every pack out for that run, and says so; the next normal start does not', async () => {
    await place.writePacks(killer);
    const { comfy, askedSince } = openAsking();
    await comfy.start({ mode: 'bare' });
    await waitForState(comfy, 'running');
    const { mode, imports, pid } = comfy.status();
    expect(mode).toBe('bare');
    expect(imports).toEqual([]);
    expect(comfy.importedPacks()).toEqual({});
    expect(comfy.cliArguments()).toMatchObject({ disable_all_custom_nodes: true });
    // Whatever runs is left alone by an order that names no mode, and by one that names this mode.
    expect(await comfy.start()).toMatchObject({ pid });
    expect(await comfy.start({ mode: 'bare' })).toMatchObject({ pid });
    expect((await comfy.start({ mode: 'normal' })).pid).not.toBe(pid);
    await waitForState(comfy, 'crashed');
    // A start without packs has not proven them good: the change before it can still be undone.
    expect(askedSince).toEqual([null, null]);
    expect(comfy.status().crash).toMatchObject({ change });
    await place.clearPacks();
    await comfy.start({ mode: 'bare' });
    await waitForState(comfy, 'running');
    await comfy.reboot();
    await waitFor(() => comfy.status().state === 'running' && comfy.status().mode === 'normal');
    expect(comfy.cliArguments()).not.toHaveProperty('disable_all_custom_nodes');
  });
});
