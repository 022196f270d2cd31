import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameLicense, readProjectLicense } from './license';
import { createSizes, measureFolder } from './size';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'größe '));
  await mkdir(join(folder, 'a', 'b', '.git'), { recursive: true });
  await writeFile(join(folder, 'one'), Buffer.alloc(1000));
  await writeFile(join(folder, 'a', 'b', '.git', 'two'), Buffer.alloc(500));
  await symlink(tmpdir(), join(folder, 'a', 'out'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('measureFolder', () => {
  it('adds up everything below, and follows no link', async () => {
    const { sizeBytes, files, isPartial } = await measureFolder(folder);
    expect({ files, isPartial }).toEqual({ files: 3, isPartial: false });
    // A link is as large as the path it holds.
    expect(sizeBytes).toBe(1500 + tmpdir().length);
    expect(await measureFolder(join(folder, 'nowhere'))).toEqual({ sizeBytes: 0, files: 0, isPartial: false });
  });

  it('is remembered until the stamp changes', async () => {
    const sizeOf = createSizes();
    const first = await sizeOf(folder, '1', false);
    await writeFile(join(folder, 'one'), Buffer.alloc(1200));
    expect(await sizeOf(folder, '1', false)).toEqual(first);
    expect((await sizeOf(folder, '2', false)).sizeBytes).toBe(first.sizeBytes + 200);
    expect(await sizeOf(join(folder, 'one'), '1', true)).toEqual({ sizeBytes: 1200, files: 1, isPartial: false });
  });
});

describe('license', () => {
  it('is named by its words', () => {
    expect(nameLicense('MIT License\n\nCopyright (c) 2025')).toBe('MIT');
    expect(nameLicense('                    GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007')).toBe('GPL-3.0');
    expect(nameLicense('GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3')).toBe('AGPL-3.0');
    expect(nameLicense('Apache License\nVersion 2.0, January 2004')).toBe('Apache-2.0');
    expect(nameLicense('All rights reserved')).toBe('All rights reserved');
    expect(nameLicense('You may not use this software. '.repeat(20))).toBeNull();
    expect(nameLicense('  ')).toBeNull();
  });

  it('is read from any pyproject.toml, and nothing from a broken one', () => {
    const read = (text: string) => readProjectLicense(`[project]\nname = "x"\n${text}`);
    expect(read('license = "GPL-3.0-only"')).toBe('GPL-3.0');
    expect(read('license = { text = "MIT" }')).toBe('MIT');
    expect(read('license = { file = "LICENSE" }')).toBeNull();
    for (const broken of ['[[[', 'license = 4']) expect(read(broken)).toBeNull();
  });
});
