import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openComfyPlace, waitForState, type ComfyPlace } from '../testing/comfy-place';
import type { PackOnDisk } from './pack-states';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(async () => {
  await place.reset();
  await rm(memo(), { force: true });
});
afterAll(() => place.remove());

const memo = () => join(place.paths.desktopDir, 'comfyui-last-start.json');
const pack = (name: string, identity = '1'): PackOnDisk => ({ name, enabled: true, version: '1.0.0', identity });
const open = (...packs: PackOnDisk[]) => place.open({ packsOnDisk: () => Promise.resolve(packs) });

describe('what the last start of ComfyUI came to', () => {
  it('is known to the next run of the app, until the pack that failed is another one', async () => {
    await place.writePacks({
      'broken/__init__.py': 'import module_nobody_named\n',
      'fine/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
    });
    const first = open(pack('broken'), pack('fine'));
    await first.start();
    await waitForState(first, 'running');
    await first.close();

    const again = open(pack('broken'), pack('fine'));
    const failures = await again.failures();
    expect(failures.map(({ name }) => name)).toEqual(['broken']);
    expect(failures[0]?.msg).toContain('module_nobody_named');
    expect(await open(pack('broken', 'repaired')).failures()).toEqual([]);
    expect(await open(pack('fine')).failures()).toEqual([]);
  });

  it('says why it ended, where nobody had ordered that', async () => {
    await place.writePacks({ 'ends/__init__.py': 'import os\nos._exit(3)\n' });
    const first = open(pack('ends'));
    await first.start();
    await waitForState(first, 'crashed');
    const { notice } = first.status();
    expect(notice).not.toBeNull();
    await first.close();

    const again = open(pack('ends'));
    await again.recall();
    expect(again.status()).toMatchObject({ state: 'stopped', notice });
  });

  it.each(['', '{"notedAt": ', '[]', '{"notedAt": "2026-01-01T10:00:00.000Z", "failures": [], "notice": "read me"}'])(
    'is not known by the file %j',
    async (text) => {
      await writeFile(memo(), text);
      const process = open();
      await process.recall();
      expect(await process.failures()).toEqual([]);
      expect(process.status().notice).toBeNull();
      expect(await readFile(memo(), 'utf8')).toBe(text);
    },
  );
});
