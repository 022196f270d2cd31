import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../src/base/testing/only-where';
import { readDeb } from './deb.mjs';

const hasDpkg = spawnSync('dpkg-deb', ['--version'], { stdio: 'ignore' }).status === 0;

let folder;
let deb;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fpm ü '));
  if (!hasDpkg) return;
  const app = join(folder, 'app out');
  await mkdir(join(app, 'inner'), { recursive: true });
  await writeFile(join(app, 'run'), '#!/bin/sh\n', { mode: 0o700 });
  await writeFile(join(app, 'inner', 'data'), 'x'.repeat(5000), { mode: 0o600 });
  await symlink('run', join(app, 'link'));
  const script = join(folder, 'after');
  await writeFile(script, '#!/bin/sh\nexit 0\n');
  deb = join(folder, 'new', 'made.deb');
  const words = [
    ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'one | other', '-d', 'two', '--deb-recommends', 'git'],
    ...['--deb-compression', 'gz', '--architecture', 'amd64', '--after-install', script, '--after-remove', script],
    ...['--description', '\n First line\n\nsecond', '--version', '1.2~beta', '--package', deb, '--name=thing'],
    ...['--maintainer', 'Us <us@example.org>', `${app}/=/opt/thing`, `${script}=/usr/share/doc/a=b`],
  ];
  const { status, stderr } = spawnSync(join(import.meta.dirname, 'fpm-deb.mjs'), words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the stand-in for fpm', onlyWhere(hasDpkg, 'dpkg-deb is not installed'), () => {
  it('writes the control fields that dpkg reads back', () => {
    expect(readDeb(deb).fields).toMatchObject({
      Package: 'thing',
      Version: '1.2~beta',
      Architecture: 'amd64',
      Maintainer: 'Us <us@example.org>',
      Depends: 'one | other, two',
      Recommends: 'git',
      Description: 'First line\n .\n second',
    });
  });

  it('packs files for everybody, owned by root', () => {
    const entries = readDeb(deb).entries;
    expect(entries).toMatchObject({
      './opt/thing/run': { mode: '-rwxr-xr-x', owner: 'root/root' },
      './opt/thing/inner/data': { mode: '-rw-r--r--', owner: 'root/root' },
      './opt/thing/link': { mode: 'lrwxrwxrwx' },
      './usr/share/doc/a=b': { mode: '-rw-r--r--' },
    });
  });

  it('carries the scripts', () => {
    expect(readDeb(deb).scripts).toEqual(['postinst', 'postrm']);
  });

  it('refuses another kind of package', () => {
    const { status, stderr } = spawnSync(join(import.meta.dirname, 'fpm-deb.mjs'), ['-t', 'rpm'], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('debs alone, not rpm');
  });
});
