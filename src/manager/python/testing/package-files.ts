import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { digestOf } from '../../../base/testing/content-digest';

/** For tests only: every file below some folders with its content, but for what Python compiles by itself, and for the 900 of pip. */
export async function readTree(...folders: readonly string[]): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || /__pycache__|[\\/]site-packages[\\/]pip[\\/]/.test(path)) continue;
      tree[relative(resolve(folder, '..'), path)] = digestOf(path);
    }
  }
  return tree;
}

function judgeRow(sitePackages: string, row: string): string[] {
  const [path = '', hash = ''] = row.split(',');
  const file = resolve(sitePackages, path);
  if (!existsSync(file)) return [`${path}: missing`];
  const now = `sha256=${digestOf(file)}`;
  return hash === '' || hash === now ? [] : [`${path}: ${now}`];
}

/** For tests only, and not by what the app reads RECORD with: every row of every RECORD that is not so on the disk. */
export async function findUnrecorded(sitePackages: string): Promise<string[]> {
  const names = await readdir(sitePackages);
  const wrong = names.filter((name) => name.startsWith('~'));
  for (const name of names.filter((one) => one.endsWith('.dist-info'))) {
    const text = await readFile(join(sitePackages, name, 'RECORD'), 'utf8').catch(() => `${name}/RECORD,,`);
    const rows = text.split('\n').filter((row) => row !== '' && !row.includes('.pyc'));
    for (const row of rows) wrong.push(...judgeRow(sitePackages, row));
  }
  return wrong;
}
