import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoodStart } from './good-start';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'good start ünï-'));
  file = join(folder, 'comfyui-good-start.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the last good start', () => {
  it('is known to the next run of the app, and can be taken back', async () => {
    const first = createGoodStart(file);
    expect(await first.read()).toBeNull();
    await first.write('2026-01-01T10:00:00.000Z');
    expect(await first.read()).toBe('2026-01-01T10:00:00.000Z');
    expect(await createGoodStart(file).read()).toBe('2026-01-01T10:00:00.000Z');
    await first.write(null);
    expect(await createGoodStart(file).read()).toBeNull();
  });

  it.each(['', '{"startedAt": ', '{"startedAt": "yesterday"}', '[]'])('is none in the file %j', async (text) => {
    await writeFile(file, text);
    expect(await createGoodStart(file).read()).toBeNull();
  });
});
