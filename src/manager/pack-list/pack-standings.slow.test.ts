import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ComfyProcess } from '../comfyui/process/process';
import { openComfyPlace, waitForState, type ComfyPlace } from '../comfyui/testing/comfy-place';
import { createPackStandings, packsForComfy } from './pack-standings';
import { createFoundUpdates } from '../packs/inventory/found-updates';
import { createHolds } from '../packs/inventory/holds';
import { choosePacks, scanPacks, toLocalPack } from '../packs/inventory/inventory';
import type { Areas } from '../areas';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(() => place.reset());
afterAll(() => place.remove());

const good = 'NODE_CLASS_MAPPINGS = {}\n';

/** Takes charge of the real process over the packs that are really there. */
function open() {
  const { customNodesDir } = place.installation;
  const disabledDir = join(customNodesDir, '.disabled');
  const names = { origins: new Map<string, string>(), registryIdOf: () => null };
  const copies = () => scanPacks({ customNodesDir, disabledDir, ...names });
  const listWithCopies = async () => {
    const chosen = choosePacks(await copies());
    return { packs: chosen.map(toLocalPack), copies: chosen };
  };
  const holds = createHolds(join(customNodesDir, 'holds.json'));
  const found = createFoundUpdates(join(customNodesDir, 'pack-updates.json'));
  // Nothing else is asked of the room.
  const chosenGroups = () => Promise.resolve(new Map());
  const packs = { copies, chosenGroups, listWithCopies, holds, found, installed: () => Promise.resolve({}) };
  const comfy: ComfyProcess = place.open(packsForComfy(packs));
  const { states } = createPackStandings({ packs, comfy } as unknown as Pick<Areas, 'packs' | 'comfy'>);
  const read = async () => Object.fromEntries(Object.entries(await states()).map(([key, { state }]) => [key, state]));
  return { comfy, states, read, folder: (name: string) => join(customNodesDir, name), disabledDir };
}

it('says of every pack what the process has of it, while its files are exchanged, moved and taken away', async () => {
  await place.writePacks({
    'stays/__init__.py': good,
    'swapped/__init__.py': good,
    'off/__init__.py': good,
    'gone/__init__.py': good,
    'broken/__init__.py': 'import there_is_no_such_module\n',
    'single.py': good,
  });
  const { comfy, states, read, folder, disabledDir } = open();
  expect(new Set(Object.values(await read()))).toEqual(new Set(['not-run']));

  await comfy.start();
  await waitForState(comfy, 'running');
  const loaded = { stays: 'loaded', swapped: 'loaded', off: 'loaded', gone: 'loaded', 'single.py': 'loaded' };
  expect(await read()).toEqual({ ...loaded, broken: 'did-not-load' });
  expect((await states())['broken']?.reason).toBe(
    "ComfyUI could not import it: ModuleNotFoundError: No module named 'there_is_no_such_module'.",
  );

  await place.writePacks({ 'fresh/__init__.py': good, '.aside/__init__.py': good });
  await rm(folder('swapped'), { recursive: true });
  await rename(folder('.aside'), folder('swapped'));
  await mkdir(disabledDir, { recursive: true });
  await rename(folder('off'), join(disabledDir, 'off'));
  await rm(folder('gone'), { recursive: true });
  const waiting = { swapped: 'waits-for-restart', off: 'waits-for-restart', gone: 'waits-for-restart' };
  const changed = { stays: 'loaded', 'single.py': 'loaded', broken: 'did-not-load', fresh: 'waits-for-restart' };
  expect(await read()).toEqual({ ...changed, ...waiting });

  await comfy.stop();
  expect(await read()).toEqual({ ...changed, swapped: 'waits-for-restart', off: 'disabled' });
  await comfy.start();
  await waitForState(comfy, 'running');
  const { off: _off, gone: _gone, ...there } = loaded;
  expect(await read()).toEqual({ ...there, fresh: 'loaded', broken: 'did-not-load', off: 'disabled' });

  await comfy.start({ mode: 'bare' });
  await waitForState(comfy, 'running');
  expect((await states())['stays']).toMatchObject({ state: 'left-out', reason: 'ComfyUI was started without it.' });
  // What failed is what it was started so for: the list and Home say the same of it.
  expect((await states())['broken']).toMatchObject({ state: 'did-not-load' });
});

it('names the code that the process was started from beside the code on disk', async () => {
  const { comfy } = open();
  await comfy.start();
  await waitForState(comfy, 'running');
  const { running, installed, waitsForRestart } = comfy.status().versions;
  expect(running).toEqual(installed);
  expect(running?.version).toMatch(/^\d/);
  expect(waitsForRestart).toBe(false);
});
