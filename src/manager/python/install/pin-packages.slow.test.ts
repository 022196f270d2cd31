import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installers } from '../../../../e2e/world/nightly';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { buildWheel, unpackWheel } from '../../../../e2e/world/wheel';
import { unwatchedJob } from '../../../base/async/job';
import type { Paths } from '../../installation/paths';
import type { PackagePin } from './pin-packages';
import type { Python } from '../python';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';

const startState = { torch: '2.7.1', numpy: '2.0.0', transformers: '4.50.0', tinydep: '2.0' };
const at = (name: string, version: string): PackagePin => ({ name, version, address: null });

describe.each(installers)('exact packages with %s', (tool) => {
  let place: PythonPlace;
  let python: Python;
  let paths: Paths;
  let site: string;
  const logged: string[] = [];
  const job = unwatchedJob(undefined, (line) => logged.push(line));
  const versions = async () => Object.fromEntries(await python.listPackages());

  beforeAll(async () => {
    place = await openPythonPlace();
    ({ python, paths } = await openTestPython(place, { baseDir: join(place.root, 'base dir'), tool }));
    site = await sitePackagesOf(place.venvDir);
  });
  afterAll(() => place.remove());
  beforeEach(async () => {
    for (const name of await readdir(site)) {
      if (!/^(pip|uv)(-.*)?$/.test(name)) await rm(join(site, name), { recursive: true });
    }
    for (const [name, version] of Object.entries(startState)) await unpackWheel({ name, version }, site);
    logged.length = 0;
    place.index.forgetRequests();
  });

  it('are installed in one call, without what they ask for', async () => {
    const input = { pins: [at('numpy', '1.26.4'), at('needs-old', '1.0'), at('tinydep', '1.0')], remove: [] };
    expect(await python.pinPackages(input, job)).toEqual(new Map());
    expect(await versions()).toMatchObject({
      ...{ ...startState, numpy: '1.26.4', tinydep: '1.0', 'needs-old': '1.0' },
    });
    expect(logged.filter((line) => line.includes('installs into'))).toHaveLength(1);
    expect(await readdir(paths.stagingDir)).toEqual([]);
  });

  it('are removed when asked', async () => {
    expect(await python.pinPackages({ pins: [], remove: ['tinydep', 'transformers'] }, job)).toEqual(new Map());
    expect(await versions()).toMatchObject({ torch: '2.7.1', numpy: '2.0.0' });
    expect(Object.keys(await versions())).not.toContain('tinydep');
  });

  it('do not fail together: what the index lacks is named, the rest is done', async () => {
    const input = { pins: [at('numpy', '1.26.4'), at('tinydep', '9.9')], remove: [] };
    const failed = await python.pinPackages(input, job);
    expect([...failed.keys()]).toEqual(['tinydep']);
    expect(failed.get('tinydep')).toContain('tinydep==9.9');
    expect(await versions()).toMatchObject({ ...startState, numpy: '1.26.4' });
  });

  it('come from an address again when that is what was recorded', async () => {
    const file = join(place.root, 'tinydep-2.0-py3-none-any.whl');
    await writeFile(file, await buildWheel({ name: 'tinydep', version: '2.0' }));
    const address = pathToFileURL(file).href;
    expect((await python.frozenPackages()).get('tinydep')?.address).toBeNull();
    expect(await python.pinPackages({ pins: [{ name: 'tinydep', version: '', address }], remove: [] }, job)).toEqual(
      new Map(),
    );
    expect((await python.frozenPackages()).get('tinydep')?.address).toMatch(/^file:/);
  });

  it('refuse torch, and leave everything as it was when cancelled', async () => {
    await expect(python.pinPackages({ pins: [at('torch', '2.6.0')], remove: [] }, job)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const before = await versions();
    place.index.faults.set('numpy', { kind: 'stall', afterBytes: 0 });
    const controller = new AbortController();
    const pins = [at('numpy', '1.26.4'), at('tinydep', '1.0')];
    const work = python.pinPackages({ pins, remove: [] }, { ...job, signal: controller.signal });
    setTimeout(() => controller.abort(), 800);
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    place.index.faults.clear();
    expect(await versions()).toEqual(before);
  });

  it('know what ComfyUI and torch need in their turn', async () => {
    await unpackWheel({ name: 'torch', version: '2.7.1', requires: ['cvlib'] }, site);
    await unpackWheel({ name: 'cvlib', version: '4.8', requires: ['Pillow'] }, site);
    await unpackWheel({ name: 'pillow', version: '11.0.0' }, site);
    await writeFile(join(place.root, 'base dir', 'requirements.txt'), 'numpy>=1.25 # math\n--pre\n');
    expect([...(await python.reports.neededPackages())].sort()).toEqual(['cvlib', 'numpy', 'pillow', 'torch']);
  });

  it('are seen within a second when somebody else changes them', async () => {
    await python.frozenPackages();
    await new Promise((done) => setTimeout(done, 700));
    expect((await python.frozenPackages()).get('tinydep')?.version).toBe('2.0');
    await rm(join(site, 'tinydep-2.0.dist-info'), { recursive: true });
    await unpackWheel({ name: 'tinydep', version: '1.0' }, site);
    expect((await python.frozenPackages()).get('tinydep')?.version).toBe('1.0');
  });
});
