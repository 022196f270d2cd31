import { execFileSync } from 'node:child_process';
import { formatMessage } from '../../contract/text/message';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { hostileZip, type HostileZip } from '../../../e2e/world/hostile-zip';
import { unpackArchive } from './archive';
import type { ArchiveLimits } from './archive-list';
import { findNameCollision, findNameProblem } from './archive-names';
import type { JobContext } from '../async/job';

const limits: ArchiveLimits = { maxBytes: 1024 ** 3, maxEntries: 100_000, maxRatio: 200 };
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'archive räum-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function jobOf(signal = new AbortController().signal): JobContext {
  return { signal, report: () => undefined, log: () => undefined, warn: () => undefined };
}

async function zipOf(entries: Record<string, string | null>, modes: Record<string, number> = {}): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    if (content === null) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(content), name, { mode: modes[name] ?? 0o100644 });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

async function unpack(zip: Buffer, options: { limits?: ArchiveLimits; job?: JobContext } = {}): Promise<string[]> {
  const file = join(root, 'pack.zip');
  await writeFile(file, zip);
  const input = { file, dir: join(root, 'out'), name: 'of pack 1.0.0', limits: options.limits ?? limits };
  return unpackArchive(input, options.job ?? jobOf());
}

describe('unpackArchive', () => {
  it('writes files, folders, unicode names and the executable bit, and answers the names as archived', async () => {
    const big = 'x'.repeat(2 * 1024 * 1024);
    const zip = await zipOf(
      { '__init__.py': 'A = 1\n', 'empty/': null, 'wörter/花 と.txt': '桜', 'run.sh': '#!/bin/sh\n', 'big.bin': big },
      { 'run.sh': 0o100755 },
    );
    const names = await unpack(zip);
    expect(names).toEqual(['__init__.py', 'empty/', 'wörter/花 と.txt', 'run.sh', 'big.bin']);
    expect(await readFile(join(root, 'out', 'wörter', '花 と.txt'), 'utf8')).toBe('桜');
    expect(await readdir(join(root, 'out', 'empty'))).toEqual([]);
    expect((await stat(join(root, 'out', 'big.bin'))).size).toBe(big.length);
    expect((await stat(join(root, 'out', 'run.sh'))).mode & 0o111).not.toBe(0);
    expect((await stat(join(root, 'out', '__init__.py'))).mode & 0o111).toBe(0);
  });

  it('reads archives of other tools', async () => {
    await writeFile(join(root, 'a.py'), 'A = 1\n');
    execFileSync('python3', ['-m', 'zipfile', '-c', join(root, 'made.zip'), join(root, 'a.py')]);
    expect(await unpack(await readFile(join(root, 'made.zip')))).toEqual(['a.py']);
  });

  it.each<[HostileZip, string]>([
    ['parent-path', 'archive-unsafe'],
    ['absolute-path', 'archive-unsafe'],
    ['drive-letter', 'archive-unsafe'],
    ['backslash-parent', 'archive-unsafe'],
    ['symlink', 'archive-unsafe'],
    ['device-name', 'archive-unsafe'],
    ['bomb', 'archive-too-large'],
    ['bomb-single', 'archive-too-large'],
  ])('refuses %s before the first byte is written', async (kind, code) => {
    await expect(unpack(hostileZip(kind))).rejects.toMatchObject({ code, remedy: expect.any(String) });
    expect(await readdir(root)).toEqual(['pack.zip']);
  });

  it('stops an entry that unpacks to more than it declares', async () => {
    await expect(unpack(hostileZip('bomb-lying'))).rejects.toMatchObject({ code: 'archive-unsafe' });
    const written = await stat(join(root, 'out', 'zeros.bin')).catch(() => null);
    expect(written?.size ?? 0).toBeLessThan(1024 ** 2);
  });

  it('judges sizes by the limits it is given', async () => {
    const zip = await zipOf({ 'a.py': 'x'.repeat(5000), 'b.py': '' });
    await expect(unpack(zip, { limits: { ...limits, maxBytes: 4999 } })).rejects.toMatchObject({
      code: 'archive-too-large',
    });
    await expect(unpack(zip, { limits: { ...limits, maxEntries: 1 } })).rejects.toMatchObject({
      code: 'archive-too-large',
    });
    await expect(unpack(zip, { limits: { ...limits, maxBytes: 5000, maxEntries: 2 } })).resolves.toHaveLength(2);
  });

  it.each([
    ['<!doctype html><title>503</title>', 'page of text'],
    ['', 'empty'],
    ['PK\u0003\u0004 cut short', 'archive-invalid'],
  ])('says why %j is no archive', async (content, words) => {
    const failure = unpack(Buffer.from(content));
    await expect(failure).rejects.toMatchObject({ code: 'archive-invalid' });
    if (words !== 'archive-invalid') await expect(failure).rejects.toThrow(words);
  });

  it('notices damage by the checksum', async () => {
    const zip = await zipOf({ 'a.py': 'A = 1\n' });
    // yazl stores the body right behind the local header and the name; the central checksum is what we change.
    const central = zip.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    zip.writeUInt32LE(1234, central + 16);
    await expect(unpack(zip)).rejects.toMatchObject({ code: 'archive-invalid' });
  });

  it('ends when the job is cancelled', async () => {
    const controller = new AbortController();
    const job: JobContext = { ...jobOf(controller.signal), report: () => controller.abort() };
    await expect(unpack(await zipOf({ 'a.py': '', 'b.py': '' }), { job })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('names in archives', () => {
  it.each(['a\\b', '/a', 'C:x', 'a/../b', './a', 'a//b', 'nul', 'x/COM1.txt', 'a\u0000b', ''])('refuses %j', (name) => {
    expect(findNameProblem(name)).not.toBeNull();
  });

  it.each(['a/b.py', 'a/', 'wörter/花 と 木.txt', 'console.py', 'nul_node.py', '..a/b..'])('accepts %j', (name) => {
    expect(findNameProblem(name, 'linux')).toBeNull();
  });

  it('knows what Windows cannot store', () => {
    expect(findNameProblem('a. /b', 'win32')).not.toBeNull();
    expect(findNameProblem('ab:b', 'win32')).not.toBeNull();
    expect(findNameProblem('ab:b', 'linux')).toBeNull();
  });

  it('finds collisions of case, of duplicates and of files used as folders', () => {
    expect(formatMessage(findNameCollision(['a.py', 'A.PY']) ?? '')).toContain('A.PY');
    expect(formatMessage(findNameCollision(['a.py', 'a.py']) ?? '')).toContain('twice');
    expect(findNameCollision(['a', 'A/b'])).not.toBeNull();
    expect(findNameCollision(['web/', 'Web/x.js', 'web/y.js'])).toBeNull();
  });
});
