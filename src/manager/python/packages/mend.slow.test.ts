import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installers } from '../../../../e2e/world/nightly';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel } from '../../../../e2e/world/wheel';
import { unwatchedJob } from '../../../base/async/job';
import type { Python } from '../python';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';

describe.each(installers)('half a package with %s', (tool) => {
  let place: PythonPlace;
  let python: Python;
  let site: string;
  let packDir: string;
  const info = 'tinydep-2.0.dist-info';
  const at = (...names: string[]) => join(site, ...names);
  const logged: string[] = [];
  const job = unwatchedJob(undefined, (line) => logged.push(line));
  const install = () => python.installRequirements({ packDir, packName: 'A Pack' }, job);
  const ask = () => python.checkRequirements({ packDir });
  const records = async () => (await readdir(site)).filter((name) => name.startsWith('tinydep'));

  beforeAll(async () => {
    place = await openPythonPlace();
    packDir = join(place.root, 'base dir');
    ({ python } = await openTestPython(place, { baseDir: packDir, tool }));
    site = await sitePackagesOf(place.venvDir);
    await place.index.publish({ name: 'needs-tiny', version: '1.0', requires: ['tinydep'] });
  });
  afterAll(() => place.remove());
  beforeEach(async () => {
    for (const name of await readdir(site))
      if (!/^(pip|uv)(-.*)?$/.test(name)) await rm(join(site, name), { recursive: true });
    await unpackWheel({ name: 'tinydep', version: '2.0' }, site);
    await writeFile(join(packDir, 'requirements.txt'), 'tinydep>=1.0\n');
    logged.length = 0;
  });

  const damages = [
    ['its INSTALLER is missing', () => rm(at(info, 'INSTALLER'))],
    ['its RECORD is missing', () => rm(at(info, 'RECORD'))],
    ['tinydep/__init__.py is missing', () => rm(at('tinydep'), { recursive: true })],
    [
      'its INSTALLER is missing',
      async () => {
        await rm(at(info), { recursive: true });
        await unpackWheel({ name: 'tinydep', version: '2.0' }, site);
        for (const name of ['INSTALLER', 'RECORD', 'WHEEL']) await rm(at(info, name));
      },
    ],
  ] as const;

  // pip takes ten times as long.
  it.each(damages.slice(0, tool === 'uv' ? damages.length : 2))(
    'is not met (%s), and is made whole',
    async (what, damage) => {
      await damage();
      expect(await ask()).toEqual(['tinydep>=1.0']);
      const { before, after } = await install();
      expect([before.get('tinydep'), after.get('tinydep')]).toEqual(['2.0', '2.0']);
      expect(logged).toContain(`tinydep 2.0 is damaged: ${what}.`);
      expect(await ask()).toEqual([]);
      expect(await readFile(at('tinydep/__init__.py'), 'utf8')).toContain('2.0');
      expect(await readdir(at(info))).toEqual(expect.arrayContaining(['INSTALLER', 'METADATA', 'RECORD', 'WHEEL']));
    },
  );

  it('is found behind another package that needs it', async () => {
    await unpackWheel({ name: 'needs-tiny', version: '1.0', requires: ['tinydep'] }, site);
    await writeFile(join(packDir, 'requirements.txt'), 'needs-tiny\n');
    expect(await ask()).toEqual([]);
    await rm(at('tinydep/__init__.py'));
    expect(await ask()).toEqual(['tinydep is damaged (tinydep/__init__.py is missing)']);
    await install();
    expect(await ask()).toEqual([]);
  });

  it('recorded twice keeps the record that tells the truth, and asks nobody', async () => {
    await unpackWheel({ name: 'tinydep', version: '1.0.12345' }, site);
    await unpackWheel({ name: 'tinydep', version: '2.0' }, site);
    place.index.forgetRequests();
    await install();
    expect(await records()).toEqual(['tinydep', info]);
    expect(place.index.requests()).toEqual([]);
    expect(await ask()).toEqual([]);
  });

  it('recorded twice is installed again where both are broken, and can be updated after that', async () => {
    await unpackWheel({ name: 'tinydep', version: '1.0' }, site);
    await rm(at('tinydep'), { recursive: true });
    await rm(at('tinydep-1.0.dist-info/RECORD'));
    await install();
    expect(await records()).toEqual(['tinydep', info]);
    await place.index.publish({ name: 'tinydep', version: '2.1' });
    await writeFile(join(packDir, 'requirements.txt'), 'tinydep>=2.1\n');
    expect((await install()).after.get('tinydep')).toBe('2.1');
    expect(await records()).toEqual(['tinydep', 'tinydep-2.1.dist-info']);
  });

  it('fails with the reason where it cannot be had, and stays unmet', async () => {
    await rm(at('tinydep'), { recursive: true });
    await unpackWheel({ name: 'tinydep', version: '3.0+local' }, site);
    await rm(at(info), { recursive: true });
    await rm(at('tinydep'), { recursive: true });
    await expect(install()).rejects.toMatchObject({ code: 'requirements-failed' });
    expect(await ask()).toEqual(['tinydep>=1.0']);
  });

  it('is exact again after a restore of a snapshot', async () => {
    await rm(at(info, 'RECORD'));
    const pins = [{ name: 'tinydep', version: '2.0', address: null }];
    expect(await python.pinPackages({ pins, remove: [] }, job)).toEqual(new Map());
    expect(await ask()).toEqual([]);
    await rm(at(info, 'RECORD'));
    expect(await python.pinPackages({ pins: [], remove: ['tinydep'] }, job)).toEqual(new Map());
    expect(await records()).toEqual([]);
  });
});
