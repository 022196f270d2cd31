import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeJson } from '../../../base/files/files';
import type { SwitchRecord } from './switch-journal';
import { openCodePlace, type CodePlace } from '../testing/comfy-code';

let place: CodePlace;
beforeEach(async () => {
  place = await openCodePlace();
});
afterEach(() => place.remove());

const recordFile = () => join(place.paths.desktopDir, 'comfyui-switch.json');

/** A record as the app itself writes it before it touches anything, with changes. */
async function plant(changes: Partial<SwitchRecord>): Promise<void> {
  const commit = await place.git('rev-parse', 'HEAD');
  const record: SwitchRecord = {
    ...{ stem: '2026-01-01-000000', step: 'keeping', from: { commit, branch: 'main' }, target: commit },
    ...{ branch: null, keptCommits: [], keptChanges: null, movedAside: [], missing: [], packages: null },
    change: null,
  };
  await writeJson(recordFile(), { ...record, ...changes });
}

describe('a record of an unfinished change that somebody else wrote', () => {
  it('brings back what lies in its own folder', async () => {
    await writeJson(join(place.paths.desktopDir, 'kept', '2026-01-01-000000', 'mine.json'), { mine: true });
    await plant({ movedAside: ['mine.json'] });
    await place.code.recover();
    expect(await place.read('mine.json')).toContain('true');
    expect(existsSync(recordFile())).toBe(false);
  });

  it.each([
    // Below its own folder and below ComfyUI's the same name leads to two places outside of both.
    ['a name', { movedAside: ['../planted.txt'] }, (desktopDir: string) => join(desktopDir, 'kept')],
    ['a missing file', { step: 'moving' as const, missing: ['../planted.txt'] }, () => join(place.dir, '..')],
    ['its folder', { stem: '../../../../..', movedAside: ['planted.txt'] }, () => join(place.dir, '..')],
  ])('moves nothing from or to another place: %s', async (_what, changes, folderOf) => {
    const planted = join(folderOf(place.paths.desktopDir), 'planted.txt');
    await mkdir(dirname(planted), { recursive: true });
    await writeFile(planted, 'stays');
    const before = await place.picture();
    await plant(changes);
    await place.code.recover();
    expect(existsSync(planted)).toBe(true);
    const targets = [place.dir, join(place.dir, '..')].map((dir) => join(dir, 'planted.txt'));
    expect(targets.filter((file) => file !== planted && existsSync(file))).toEqual([]);
    expect(await place.picture()).toEqual(before);
    expect(existsSync(recordFile())).toBe(false);
  });
});
