import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { openComfyPlace, waitForState, type ComfyPlace } from '../testing/comfy-place';

const isPosix = process.platform !== 'win32';

describe('a start of ComfyUI', onlyWhere(isPosix, 'the interpreter of this test is a shell script'), () => {
  let place: ComfyPlace;
  beforeAll(async () => {
    place = await openComfyPlace();
  });
  afterAll(() => place.remove());

  it('runs its interpreter once, for main.py: nothing of Python is asked or installed before', async () => {
    await place.writePacks({
      'needy/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'needy/requirements.txt': 'never-installed\n',
      'needy/install.py': 'open("ran", "w")\n',
    });
    const calls = join(place.installation.rootDir, 'calls');
    const program = join(place.installation.rootDir, 'my python');
    await writeFile(program, `#!/bin/sh\necho "$@" >> "${calls}"\nexec "${place.python}" "$@"\n`, { mode: 0o755 });
    const comfy = place.open({ interpreter: () => Promise.resolve(program) });
    for (let round = 1; round <= 2; round += 1) {
      await comfy.start();
      await waitForState(comfy, 'running');
      await comfy.stop();
    }
    const lines = (await readFile(calls, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^-u .*main\.py/);
  });
});
