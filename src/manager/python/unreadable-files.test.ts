import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../e2e/world/python-env';
import { unpackWheel } from '../../../e2e/world/wheel';
import type { Python } from './python';
import { openPythonPlace, openTestPython, type PythonPlace } from './testing/python-place';

/** A file that nobody can read, whatever their rights: a link to itself. */
async function makeUnreadable(file: string): Promise<void> {
  await rm(file, { force: true });
  await symlink(file, file);
}

describe('one file that cannot be read', () => {
  let place: PythonPlace;
  let python: Python;
  let packDir: string;
  beforeAll(async () => {
    place = await openPythonPlace();
    const baseDir = join(place.root, 'base dir');
    ({ python } = await openTestPython(place, { baseDir, tool: 'uv' }));
    const site = await sitePackagesOf(place.venvDir);
    for (const name of ['tinydep', 'cvlib']) await unpackWheel({ name, version: '1.0' }, site);
    const direct = { 'by_address-1.0.dist-info/direct_url.json': '{}' };
    await unpackWheel({ name: 'by-address', version: '1.0', files: direct }, site);
    await makeUnreadable(join(site, 'tinydep-1.0.dist-info', 'METADATA'));
    await makeUnreadable(join(site, 'by_address-1.0.dist-info', 'direct_url.json'));
    packDir = join(baseDir, 'custom_nodes', 'bad-pack');
    await mkdir(packDir, { recursive: true });
    await makeUnreadable(join(packDir, 'requirements.txt'));
  });
  afterAll(() => place.remove());

  it('is unread in the view of who needs what, which tells the rest', async () => {
    const packs = [{ name: 'bad-pack', dir: packDir, isEnabled: true }];
    const { packages, unread } = await python.reports.packageUses({ packs, origins: new Map() });
    expect(unread).toEqual(['bad-pack', 'tinydep']);
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['cvlib', 'tinydep']));
  });

  it('is told by the doctor as damage of its package', async () => {
    const { findings } = await python.reports.examine(() => Promise.resolve({ torch: null, card: null }));
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'damaged', package: 'tinydep', detail: 'its METADATA cannot be read' }),
    ]);
  });

  it('keeps no other package from being listed with its address', async () => {
    expect([...(await python.frozenPackages()).keys()]).toEqual(expect.arrayContaining(['by-address', 'cvlib']));
  });

  it('is named where its own pack is asked about', async () => {
    await expect(python.checkRequirements({ packDir })).rejects.toMatchObject({
      code: 'requirements-failed',
      message: 'The file "requirements.txt" of the pack cannot be read.',
    });
  });
});
