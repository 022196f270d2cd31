import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackWheel } from '../../../../e2e/world/wheel';
import { createDamageCheck } from './distribution-files';
import { readDistributions } from './packages';

let root = '';
let site = '';
const info = 'tinydep-2.0.dist-info';
const at = (...names: string[]) => join(site, ...names);

async function layOut(sitePackages: string): Promise<void> {
  site = join(root, sitePackages);
  await mkdir(site, { recursive: true });
  await unpackWheel({ name: 'tinydep', version: '2.0' }, site);
}

/** Adds rows to RECORD, as if the package had more files. */
async function record(...paths: string[]): Promise<void> {
  const text = await readFile(at(info, 'RECORD'), 'utf8');
  await writeFile(at(info, 'RECORD'), `${text}${paths.map((path) => `${path},,\n`).join('')}`);
}

async function findDamage(): Promise<string | null> {
  const found = (await readDistributions([site])).get('tinydep');
  if (found === undefined) throw new Error('tinydep is not there');
  return createDamageCheck()(found);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'distribution 工房-'));
  await writeFile(join(root, 'pyvenv.cfg'), 'home = /usr/bin\n');
  await layOut('lib/python3.11/site-packages');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('createDamageCheck', () => {
  it('finds nothing at a whole package, whatever Python compiled or a slim image left out', async () => {
    await record('tinydep/__pycache__/__init__.cpython-311.pyc', '../../../bin/tinydep', 'tinydep/tests/test_all.py');
    expect(await findDamage()).toBeNull();
  });

  it('names the files that are missing', async () => {
    await rm(at('tinydep/__init__.py'));
    expect(await findDamage()).toBe('tinydep/__init__.py is missing');
    await record('tinydep/a.py', 'tinydep/deep/b.py');
    expect(await findDamage()).toBe('tinydep/__init__.py and 2 more of its files are missing');
  });

  it('misses INSTALLER and RECORD where an installer died before it wrote them', async () => {
    await rm(at(info, 'INSTALLER'));
    expect(await findDamage()).toBe('its INSTALLER is missing');
    await writeFile(at(info, 'INSTALLER'), 'uv\n');
    await rm(at(info, 'RECORD'));
    expect(await findDamage()).toBe('its RECORD is missing');
  });

  it('finds two records of one package', async () => {
    await unpackWheel({ name: 'tinydep', version: '1.0' }, site);
    expect(await findDamage()).toBe('it is recorded twice');
  });

  it('takes what conda, a system or an old tool installed as it is', async () => {
    await writeFile(at(info, 'INSTALLER'), 'conda\n');
    await rm(at(info, 'RECORD'));
    expect(await findDamage()).toBeNull();
    // As Debian does it: none of the two, in a folder that no virtual environment has.
    await rm(join(root, 'pyvenv.cfg'));
    await rm(at(info, 'INSTALLER'));
    expect(await findDamage()).toBeNull();
    await rm(site, { recursive: true });
    await mkdir(at('tinydep-2.0.egg-info'), { recursive: true });
    expect(await findDamage()).toBeNull();
  });

  it('believes a RECORD that names the INSTALLER, also where other tools install', async () => {
    await rm(join(root, 'pyvenv.cfg'));
    await rm(at(info, 'INSTALLER'));
    expect(await findDamage()).toBe('its INSTALLER is missing');
  });
});
