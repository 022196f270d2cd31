import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';

let place: PythonPlace;
beforeAll(async () => {
  place = await openPythonPlace();
  const info = join(await sitePackagesOf(place.venvDir), 'demanding-1.0.dist-info');
  await mkdir(info);
  const lines = [
    'Metadata-Version: 2.1',
    'Name: demanding',
    'Version: 1.0',
    'Requires-Dist: nowhere-dep>=3',
    'Requires-Dist: pip<2',
  ];
  await writeFile(join(info, 'METADATA'), `${lines.join('\n')}\n`);
  await writeFile(join(info, 'WHEEL'), 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
});
afterAll(() => place.remove());

describe.each(['pip', 'uv'] as const)('a check of the installed packages by %s', (tool) => {
  it('names what is missing and what is there in another version', async () => {
    const tested = await openTestPython(place, { baseDir: dirname(place.venvDir), tool });
    const problems = await tested.check(new AbortController().signal);
    expect(problems).toHaveLength(2);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ package: 'demanding', needs: expect.stringContaining('nowhere-dep'), found: null }),
        expect.objectContaining({ package: 'demanding', needs: 'pip<2', found: expect.stringMatching(/^\d+\./) }),
      ]),
    );
  });

  it('ends when nobody wants it any more', async () => {
    const tested = await openTestPython(place, { baseDir: dirname(place.venvDir), tool });
    const check = new AbortController();
    const running = tested.check(check.signal);
    check.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });
});
