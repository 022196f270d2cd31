import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endlessSound } from '../../../e2e/workflow-files';
import { modelHeader } from '../../manager/models/ledger/headers/model-headers';
import { workflowInFile } from '../../manager/workflows/workflow-readings';
import { onlyWhere } from '../testing/only-where';
import { openDearFiles } from './dear-files';
import { readBeside, readManyBeside } from './read-beside';
import { TooDearError } from './reading';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beside-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function place(name: string, header: string): Promise<string> {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([length, Buffer.from(header)]));
  return path;
}

const placeGood = () => place('good.safetensors', '{"__metadata__":{"modelspec.architecture":"flux-1-dev"}}');
/** Together they take more memory than the thread may have: then all of the program would end. */
const placeDear = () => place('dear.safetensors', `{"a":[${'{},'.repeat(5_400_000)}{}]}`);

it('ends what takes too much time, keeps this process at its work meanwhile, and reads on', async () => {
  const endless = join(folder, 'endless.flac');
  await writeFile(endless, endlessSound());
  const [other] = await Promise.all([
    readBeside(modelHeader, await placeGood()),
    expect(readBeside(workflowInFile, endless)).rejects.toThrow(TooDearError),
  ]);
  expect(other).toMatchObject({ base: 'FLUX.1' });
  expect(await readBeside(modelHeader, await placeGood())).toMatchObject({ base: 'FLUX.1' });
});

it('refuses what takes too much memory, and reads on', async () => {
  const [good, dear] = [await placeGood(), await placeDear()];
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const found = await readManyBeside(modelHeader, [good, dear, good]);
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(1000);
  expect(found).toEqual([
    { value: expect.objectContaining({ base: 'FLUX.1' }) },
    { error: expect.any(TooDearError) },
    { value: expect.objectContaining({ base: 'FLUX.1' }) },
  ]);
});

it('knows a file that was too dear by what it is, also after a start, until it is written anew', async () => {
  const dear = await placeDear();
  const memory = join(folder, 'too-dear.jsonl');
  const read = () => openDearFiles(memory).readMany(modelHeader, [dear]);
  expect(await read()).toEqual([{ error: expect.any(TooDearError) }]);
  const remembered = await readFile(memory, 'utf8');
  const begunMs = performance.now();
  expect(await read()).toEqual([{ error: expect.any(TooDearError) }]);
  // It was not read: that alone takes longer.
  expect(performance.now() - begunMs).toBeLessThan(100);
  expect(await readFile(memory, 'utf8')).toBe(remembered);
  await place('dear.safetensors', '{"__metadata__":{"modelspec.architecture":"flux-1-dev"}}');
  expect(await read()).toEqual([{ value: expect.objectContaining({ base: 'FLUX.1' }) }]);
});

it('waits for no pipe', onlyWhere(process.platform !== 'win32', 'files of Windows are no pipes'), async () => {
  const pipe = join(folder, 'pipe.safetensors');
  execFileSync('mkfifo', [pipe]);
  expect(await readBeside(modelHeader, pipe)).toBeNull();
});
