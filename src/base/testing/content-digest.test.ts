import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { digestOf } from './content-digest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-digest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const trueDigest = (text: string) => createHash('sha256').update(text).digest('base64url');

it.each(['in place', 'by a rename'])('tells another content of the same length and time, which comes %s', (how) => {
  const file = join(folder, how);
  const writeLongAgo = (path: string, text: string) => {
    writeFileSync(path, text);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
  };
  writeLongAgo(file, 'before');
  // As long after the file was written as a test of a real environment is.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  expect([digestOf(file), digestOf(file)]).toEqual([trueDigest('before'), trueDigest('before')]);
  const written = how === 'in place' ? file : `${file}.new`;
  writeLongAgo(written, 'behind');
  if (written !== file) renameSync(written, file);
  expect(digestOf(file)).toBe(trueDigest('behind'));
  clock.mockRestore();
});
