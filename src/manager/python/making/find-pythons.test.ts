import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { choosePython, findMakingTools, type MakingTools } from './find-pythons';

const tools = (uv: string | null, ...versions: string[]): MakingTools => ({
  uv,
  pythons: versions.map((version) => ({ version, program: `/usr/bin/python${version}` })),
});

describe('choosePython', () => {
  it('takes what suits most of what is here', () => {
    expect(choosePython(tools(null, '3.14.0', '3.13.1', '3.12.4', '3.9.2'), null)).toBe('3.12');
    expect(choosePython(tools(null, '3.13.1', '3.11.7'), null)).toBe('3.13');
    expect(choosePython(tools(null, '3.9.2'), null)).toBeNull();
  });

  it('lets uv download one where nothing suits, or another is wanted', () => {
    expect(choosePython(tools('/bin/uv', '3.9.2'), null)).toBe('3.12');
    expect(choosePython(tools('/bin/uv', '3.12.4'), '3.11')).toBe('3.11');
    expect(choosePython(tools(null, '3.12.4'), '3.11')).toBeNull();
    expect(choosePython(tools(null, '3.12.4'), '3.12')).toBe('3.12');
  });
});

const former = process.env['PYENV_ROOT'];
afterEach(() => {
  if (former === undefined) delete process.env['PYENV_ROOT'];
  else process.env['PYENV_ROOT'] = former;
});

const hasScripts = onlyWhere(process.platform !== 'win32', 'Windows runs no script without an ending');
it('finds what pyenv has and offers to no other program', hasScripts, async () => {
  const root = await mkdtemp(join(tmpdir(), 'pyenv '));
  const folder = join(root, 'versions', '3.39.4', 'bin');
  await mkdir(folder, { recursive: true });
  const program = join(folder, 'python3');
  await writeFile(program, `#!/bin/sh\necho '{"version":"3.39.4","program":"${program}","can":true}'\n`);
  await chmod(program, 0o755);
  process.env['PYENV_ROOT'] = root;
  const { pythons } = await findMakingTools('pip');
  expect(pythons[0]).toEqual({ version: '3.39.4', program });
  expect(pythons.length).toBeGreaterThan(1);
  await rm(root, { recursive: true });
});
