import { execFile } from 'node:child_process';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathExists } from '../../base/files/files';
import { openPythonPlace, openTestPython, type PythonPlace } from './testing/python-place';

const systemPython = '/usr/bin/python3';

async function findManagedMark(): Promise<string | undefined> {
  const folders = (await readdir('/usr/lib').catch(() => [])).filter((name) => /^python3\.\d+$/.test(name));
  const marks = folders.map((name) => join('/usr/lib', name, 'EXTERNALLY-MANAGED'));
  return (await Promise.all(marks.map(async (mark) => ((await pathExists(mark)) ? mark : undefined)))).find(
    (mark) => mark,
  );
}

async function hasPip(): Promise<boolean> {
  try {
    await promisify(execFile)(systemPython, ['-m', 'pip', '--version']);
    return true;
  } catch {
    return false;
  }
}

describe("the operating system's Python", () => {
  let place: PythonPlace;
  beforeAll(async () => {
    place = await openPythonPlace();
  });
  afterAll(() => place.remove());

  it.for(['uv', 'pip'] as const)('is not broken into by %s', async (tool, { skip }) => {
    if ((await findManagedMark()) === undefined) skip('this system does not mark its Python as externally managed');
    if (tool === 'pip' && !(await hasPip())) skip('this system has a Python without pip');
    const baseDir = await mkdtemp(join(place.root, 'system '));
    const { PATH } = process.env;
    process.env['PATH'] = `${join(place.venvDir, 'bin')}:${PATH ?? ''}`;
    try {
      const { python } = await openTestPython(place, { baseDir, tool, interpreter: systemPython });
      await writeFile(join(baseDir, 'requirements.txt'), 'tinydep\n');
      const job = {
        signal: new AbortController().signal,
        report: () => undefined,
        log: () => undefined,
        warn: () => undefined,
      };
      const work = python.installRequirements({ packDir: baseDir, packName: 'A Pack' }, job);
      await expect(work).rejects.toMatchObject({
        code: 'requirements-failed',
        message: expect.stringContaining('belongs to the operating system'),
      });
      expect((await python.listPackages()).has('tinydep')).toBe(false);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});
