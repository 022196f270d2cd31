import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from './arguments';
import { readEarlyState, readEarlyOptions } from './early-state';

describe('the early look at the command line', () => {
  it.each([
    [[]],
    [['.', '--comfyui', 'my folder', '--launch']],
    [['--comfyui=/abs/Üni', '--hidden']],
    [['.', 'a.json', 'comfyui-manager-desktop://pack/x']],
    [['--no-sandbox', '.', '--port', '0', '--set', 'python.tool=uv', '--comfyui', '..']],
  ])('sees in %j what the whole look sees', (argv) => {
    const parsed = parseArguments(argv, '/work');
    if (!parsed.ok) throw new Error(parsed.problem);
    const { comfyuiFolder, isLaunch, isHidden, given } = parsed.arguments;
    expect(readEarlyOptions(argv, '/work')).toEqual({ comfyuiFolder, isLaunch, isHidden, given });
  });
});

describe('the early look at the stored document', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'early-state-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const none = { bounds: null, lastFolder: null };
  const bounds = { x: -5, y: 0, width: 900, height: 700, isMaximized: true };

  it.each([
    [
      { version: 1, lastFolder: '/comfy', bounds },
      { bounds, lastFolder: '/comfy' },
    ],
    [{ lastFolder: 5, bounds: { ...bounds, width: 0 } }, none],
    [{ lastFolder: null, bounds: { ...bounds, x: 0.5 } }, none],
    ['a text', none],
    [null, none],
  ])('reads %j', async (document, wanted) => {
    await writeFile(join(dir, 'state.json'), JSON.stringify(document));
    expect(readEarlyState(dir)).toEqual(wanted);
  });

  it('takes a damaged or missing one for none', async () => {
    expect(readEarlyState(dir)).toEqual(none);
    await writeFile(join(dir, 'state.json'), '{"lastFolder": "/com');
    expect(readEarlyState(dir)).toEqual(none);
  });
});
