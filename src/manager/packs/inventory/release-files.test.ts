import { appendFile, cp, mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findEditedFiles, keepSums } from './release-files';

let root = '';
const at = (...names: string[]) => join(root, ...names);
const names = ['__init__.py', 'web/', 'web/a.js', 'gone.py'];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'release files ü-'));
  await mkdir(at('pack', 'web'), { recursive: true });
  for (const name of names.filter((one) => !one.endsWith('/'))) await writeFile(at('pack', name), name);
  await writeFile(at('pack', '.tracking'), names.join('\n'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('knows which files of a release a person has edited, wherever its folder is moved', async () => {
  await keepSums(at('desktop'), at('pack'), names);
  expect(await findEditedFiles(at('desktop'), at('pack'))).toEqual([]);
  await appendFile(at('pack', 'web', 'a.js'), '// mine');
  await writeFile(at('pack', 'mine.py'), 'added');
  await rm(at('pack', 'gone.py'));
  // Touched, and as it was.
  await utimes(at('pack', '__init__.py'), 0, 0);
  await rename(at('pack'), at('moved'));
  expect(await findEditedFiles(at('desktop'), at('moved'))).toEqual(['web/a.js']);
});

it('looks at no file outside of the release, whatever was written down', async () => {
  await writeFile(at('mine.txt'), 'mine');
  await keepSums(at('desktop'), at('pack'), [...names, '../mine.txt']);
  await writeFile(at('mine.txt'), 'edited');
  expect(await findEditedFiles(at('desktop'), at('pack'))).toEqual([]);
});

it('knows nothing of what another program has put there, nor of a copy', async () => {
  expect(await findEditedFiles(at('desktop'), at('pack'))).toBeNull();
  await keepSums(at('desktop'), at('pack'), names);
  await cp(at('pack'), at('copy'), { recursive: true });
  expect(await findEditedFiles(at('desktop'), at('copy'))).toBeNull();
  await utimes(at('pack', '.tracking'), 1, 1);
  expect(await findEditedFiles(at('desktop'), at('pack'))).toBeNull();
  await rm(at('pack', '.tracking'));
  expect(await findEditedFiles(at('desktop'), at('pack'))).toBeNull();
});
