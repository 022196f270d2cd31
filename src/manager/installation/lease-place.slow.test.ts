import { spawnSync } from 'node:child_process';
import { link, lstat, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onlyWhere } from '../../base/testing/only-where';
import { formatMessage } from '../../contract/text/message';
import { leaseFileIn, parseHolder, type Holder } from './lease-file';
import { readLease } from './read-lease';
import { takeLease, type LeaseOptions } from './take-lease';

const times = { renewMs: 50, silenceMs: 3000 };
let folder: string;
let desktopDir: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lease place '));
  desktopDir = join(folder, 'user', '__manager', 'desktop');
  file = leaseFileIn(desktopDir);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const takeHere = (options: Partial<LeaseOptions> = {}) => takeLease(file, { folder, ...options });
/** Null where something else lies there: a pipe would keep its reader waiting. */
async function readHolder(): Promise<Holder | null> {
  const found = await lstat(file);
  return found.isFile() && found.size < 10_000 ? parseHolder(await readFile(file, 'utf8')) : null;
}

/** A file of zeros that takes no room. */
async function truncateNew(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'w');
  await handle.truncate(bytes);
  await handle.close();
}

const isPosix = onlyWhere(
  process.platform !== 'win32',
  'Windows has no pipes in folders, and links need a right there',
);

describe('where somebody has put something else in the place of the file', isPosix, () => {
  const written = 'what the person wrote';
  let person: string;
  beforeEach(async () => {
    person = join(folder, 'novel.txt');
    await writeFile(person, written);
    await mkdir(desktopDir, { recursive: true });
  });
  const others: [what: string, put: () => unknown][] = [
    ['a link to a file of the person', () => symlink(person, file)],
    ['a link that leads nowhere', () => symlink(join(folder, 'nowhere'), file)],
    ['a pipe', () => spawnSync('mkfifo', [file])],
    ['a file that is far too large', () => truncateNew(file, 2 ** 40)],
  ];
  const secondName: (typeof others)[number] = ['a second name of a file of the person', () => link(person, file)];

  it.each(others)(
    '%s, it is moved away and told, the folder is taken, and nobody has it before',
    async (_what, put) => {
      await put();
      expect(await readLease(folder)).toBeNull();
      const reports: string[] = [];
      const lease = await takeHere({ notify: (sentence) => reports.push(formatMessage(sentence)) });
      expect(await readHolder()).toMatchObject({ pid: process.pid });
      expect(reports).toEqual([expect.stringMatching(/open-in\.json.* so it was moved to/)]);
      await lease.release();
      expect(await readFile(person, 'utf8')).toBe(written);
    },
  );

  it.each([...others, secondName])(
    '%s, while the folder is held: it is not written through, and the lease is written anew',
    async (_what, put) => {
      const lease = await takeHere({ times });
      await rm(file);
      await put();
      await vi.waitFor(async () => expect((await readHolder())?.pid).toBe(process.pid), 5000);
      await lease.prove();
      expect(await readFile(person, 'utf8')).toBe(written);
      const { renewals = 0 } = (await readHolder()) ?? {};
      await vi.waitFor(async () => expect((await readHolder())?.renewals).toBeGreaterThan(renewals), 5000);
      await lease.release();
      expect(await readdir(desktopDir)).toEqual([]);
    },
  );

  it('a second name of a file of the person, it is watched as any note that says nothing, and that file stays', async () => {
    await link(person, file);
    await (await takeHere({ times: { renewMs: 10, silenceMs: 300 } })).release();
    expect(await readFile(person, 'utf8')).toBe(written);
  });

  it('a link is the folder that it lies in: nobody has it', async () => {
    const lease = await takeHere();
    await mkdir(join(folder, 'copied', 'user', '__manager'), { recursive: true });
    await symlink(desktopDir, join(folder, 'copied', 'user', '__manager', 'desktop'));
    expect(await readLease(join(folder, 'copied'))).toBeNull();
    expect(await readLease(folder)).toMatchObject({ pid: process.pid });
    await lease.release();
  });
});
