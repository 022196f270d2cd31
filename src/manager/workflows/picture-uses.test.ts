import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exifBlock, picture, webpPicture } from '../../../e2e/workflow-files';
import { openDearFiles } from '../../base/beside/dear-files';
import { silentLogger } from '../../base/log';
import { createPictureUses } from './picture-uses';

let root = '';
let isOn = true;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pictures-'));
  isOn = true;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const output = () => join(root, 'output');
const openUses = () =>
  createPictureUses({
    file: join(root, 'pictures.jsonl'),
    outputDir: () => Promise.resolve(output()),
    isOn: () => isOn,
    whenIdle: () => Promise.resolve(),
    files: openDearFiles(join(root, 'too-dear.jsonl')),
    log: silentLogger,
  });

const promptOf = (...models: string[]) =>
  JSON.stringify(Object.fromEntries(models.map((name, at) => [at, { class_type: 'Loader', inputs: { name } }])));

async function save(name: string, bytes: Buffer, day = 1): Promise<void> {
  await mkdir(join(output(), 'day'), { recursive: true });
  await writeFile(join(output(), name), bytes);
  await utimes(join(output(), name), new Date(), new Date(Date.UTC(2026, 0, day)));
}

const names = ['base.safetensors', 'styles/ink.safetensors', 'other/ink.safetensors'];

/** What is known once the background has read everything; asks with the same object, as the app does. */
async function afterReading(uses: ReturnType<typeof openUses>, count: number) {
  await vi.waitFor(async () => expect((await readLinesOf()).length).toBe(count));
  return uses.ofModels(names);
}
const readLinesOf = async () => (await readFile(join(root, 'pictures.jsonl'), 'utf8')).trim().split('\n');

it('tells how many pictures were made with a model and when the last was, by the prompts of pictures at any depth', async () => {
  await save('one.png', picture(null, promptOf('base.safetensors', 'styles\\ink.safetensors')), 2);
  await save('day/two.PNG', picture('{"nodes": []}', promptOf('base.safetensors')), 5);
  await save('day/three.webp', webpPicture(exifBlock({ 0x0110: `prompt:${promptOf('base.safetensors')}` })), 4);
  await save('none.png', picture(null, null));
  await save('text.png', Buffer.from('no picture'));
  const uses = openUses();
  expect(await uses.ofModels(names)).toBeNull();
  const found = await afterReading(uses, 5);
  expect(Object.fromEntries(found ?? [])).toEqual({
    'base.safetensors': { count: 3, lastAt: '2026-01-05T00:00:00.000Z' },
    'styles/ink.safetensors': { count: 1, lastAt: '2026-01-02T00:00:00.000Z' },
  });
  await uses.close();
});

it('reads no picture again after a start, and keeps what those told that are gone', async () => {
  await save('gone.png', picture(null, promptOf('base.safetensors')));
  await save('kept.png', picture(null, promptOf('base.safetensors')));
  const first = openUses();
  await first.ofModels(names);
  await afterReading(first, 2);
  await first.close();
  await save('new.png', picture(null, promptOf('base.safetensors')), 3);
  await rm(join(output(), 'gone.png'));
  const second = openUses();
  expect((await second.ofModels(names))?.get('base.safetensors')?.count).toBe(2);
  // In the order of their names: by then the one that was kept would have been read.
  await vi.waitFor(async () => expect((await readLinesOf()).at(-1)).toContain('new.png'));
  expect(await readLinesOf()).toHaveLength(3);
  expect((await second.ofModels(names))?.get('base.safetensors')?.count).toBe(3);
  await second.close();
});

it('waits for a picture that is still being written, and reads nothing where that is off', async () => {
  const whole = picture(null, promptOf('base.safetensors'));
  await save('half.png', whole.subarray(0, 40));
  await save('whole.png', whole);
  isOn = false;
  const uses = openUses();
  expect(await uses.ofModels(names)).toBeNull();
  await expect(readLinesOf()).rejects.toThrow('ENOENT');
  isOn = true;
  await uses.ofModels(names);
  await afterReading(uses, 1);
  await save('half.png', whole);
  await vi.waitFor(async () => expect((await uses.ofModels(names))?.get('base.safetensors')?.count).toBe(2));
  await uses.close();
});

it('tries a picture again that tells nothing and was written a moment ago: it may not be whole', async () => {
  const whole = webpPicture(exifBlock({ 0x0110: `prompt:${promptOf('base.safetensors')}` }));
  await save('whole.png', picture(null, promptOf('base.safetensors')));
  await save('young.webp', whole.subarray(0, 30));
  await utimes(join(output(), 'young.webp'), new Date(), new Date());
  const uses = openUses();
  await uses.ofModels(names);
  await afterReading(uses, 1);
  await save('young.webp', whole);
  await vi.waitFor(async () => expect((await uses.ofModels(names))?.get('base.safetensors')?.count).toBe(2));
  await uses.close();
});
