import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findOverlaps } from './overlaps';
import { readDistributions } from './packages';

const records: Record<string, string[]> = {
  bears: ['bears/__init__.py,sha256=a,1', 'bears/paw.py,sha256=b,1', 'honey.py,sha256=c,1'],
  'bears-headless': ['bears/__init__.py,sha256=a,1', 'bears/paw.py,sha256=d,1'],
  wasps: ['wasps/__init__.py,sha256=e,1', 'honey.py,sha256=f,1'],
  hornets: ['wasps/__init__.py,sha256=g,1'],
  // Another content where nobody can tell, and a file that is no code.
  moths: ['bears/paw.py,,', 'bears/data.txt,sha256=h,1'],
};

async function install(): Promise<ReturnType<typeof readDistributions>> {
  const folder = await mkdtemp(join(tmpdir(), 'overlaps-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, lines] of Object.entries(records)) {
    const info = join(folder, `${name.replaceAll('-', '_')}-1.0.dist-info`);
    await mkdir(info);
    await writeFile(join(info, 'RECORD'), lines.join('\n'));
  }
  return readDistributions([folder]);
}

const inWords = ({ one, other, file }: { one: string; other: string; file: string }) =>
  `${[one, other].sort().join(' and ')}: ${file}`;

test.each([
  [
    'all of them',
    undefined,
    ['bears and bears-headless: bears/paw.py', 'bears and wasps: honey.py', 'hornets and wasps: wasps/__init__.py'],
  ],
  ['one that came', ['bears'], ['bears and bears-headless: bears/paw.py', 'bears and wasps: honey.py']],
  [
    'two that came',
    ['bears-headless', 'hornets'],
    ['bears and bears-headless: bears/paw.py', 'hornets and wasps: wasps/__init__.py'],
  ],
  ['one that shares nothing but a file without a hash', ['moths'], []],
])('finds of %s what lies on top of others', async (_, names, expected) => {
  const found = await findOverlaps((await install()).values(), names && new Set(names));
  expect(found.map(inWords).sort()).toEqual(expected);
});
