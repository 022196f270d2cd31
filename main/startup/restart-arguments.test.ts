import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { composeRestart, pickOwnArguments, readRestartArguments, restartName } from './restart-arguments';

it('picks what is ours, in a form that means the same everywhere', () => {
  const argv = ['--no-sandbox', '--comfyui', 'my ui', '--port=9', '--set', 'a=b=c', '--hidden', '--launch', 'x'];
  expect(pickOwnArguments([...argv, '--user-data-dir=data', '--set'], '/home/me')).toEqual([
    '--comfyui=/home/me/my ui',
    '--port=9',
    '--set=a=b=c',
    '--hidden',
    '--launch',
    '--user-data-dir=/home/me/data',
  ]);
});

let profile = '';
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'restart-'));
});
afterEach(() => rm(profile, { recursive: true }));
const note = (content: unknown) => writeFile(join(profile, restartName), JSON.stringify(content));

it('gives them back to a start that has none, soon after', async () => {
  const own = ['--comfyui=/a', '--hidden'];
  expect(readRestartArguments(profile, [], 1000)).toEqual([]);
  await note(composeRestart(own, 1000));
  expect(readRestartArguments(profile, ['--updated'], 2000)).toEqual(own);
  expect(readRestartArguments(profile, ['--port=1'], 2000)).toEqual([]);
  expect([1000 + 11 * 60_000, 999].map((nowMs) => readRestartArguments(profile, [], nowMs))).toEqual([[], []]);
});

it.each([[null], [[]], [{ atMs: 'x' }], [{ atMs: 1, arguments: 'x' }], [{ atMs: 1, arguments: [3, '--evil'] }]])(
  'takes %j for nothing',
  async (content) => {
    await note(content);
    expect(readRestartArguments(profile, [], 2)).toEqual([]);
  },
);
