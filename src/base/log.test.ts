import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLogger, redactSecrets } from './log';
import { bundleModules } from '../../e2e/bundle-modules';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'log ünï-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const rotatedBytes = 5 * 1024 * 1024;

async function readEntries(file: string): Promise<Record<string, unknown>[]> {
  const text = await expect
    .poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 3000 })
    .not.toBe('')
    .then(() => readFile(file, 'utf8'));
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('redactSecrets', () => {
  it.each([
    ['https://me:pass@example.com/x', 'https://***@example.com/x'],
    ['git clone ssh://user@example.com', 'git clone ssh://***@example.com'],
    ['token=abc123 rest', 'token=*** rest'],
    ['"password": "hunter2",', '"password": "***",'],
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['api_key=abc&x=1', 'api_key=***&x=1'],
    ['nothing to hide at a@b', 'nothing to hide at a@b'],
    ['https://example.com/tokenizer', 'https://example.com/tokenizer'],
  ])('%s', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  it('needs no more time for a long line than for many short ones', () => {
    const startedMs = performance.now();
    // Each start of a word could be that of an address.
    redactSecrets(`${'a.'.repeat(100_000)} ://`);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('createFileLogger', () => {
  it('writes one JSON line per message, with its level, time and data', async () => {
    const file = join(root, 'new folder', 'app.log');
    const log = createFileLogger(file);
    log.info('grüße', { count: 2 });
    log.error('broken', { error: new Error('the reason') });
    log.close();
    const [first, second] = await readEntries(file);
    expect(first).toMatchObject({ level: 30, msg: 'grüße', count: 2 });
    expect(Date.parse(String(first?.['time']))).toBeGreaterThan(Date.now() - 60_000);
    expect(second).toMatchObject({ level: 50, msg: 'broken', error: expect.stringContaining('the reason') });
  });

  it('takes what is said after its end without a word', async () => {
    const file = join(root, 'app.log');
    const log = createFileLogger(file);
    log.info('in time');
    log.close();
    await expect.poll(async () => (await readEntries(file)).length).toBe(1);
    for (const write of [log.debug, log.info, log.warn, log.error]) expect(() => write('late')).not.toThrow();
    expect(await readFile(file, 'utf8')).not.toContain('late');
  });

  it.each(['is closed', 'is not closed'])('ends well with a process that ends at once, when it %s', async (how) => {
    const file = join(root, 'app.log');
    const { urlOf, folder } = await bundleModules({ log: join(import.meta.dirname, 'log.ts') });
    const script = `import { createFileLogger } from ${JSON.stringify(urlOf('log'))};
const log = createFileLogger(${JSON.stringify(file)});
log.info('said');
if (${String(how === 'is closed')}) log.close();
process.exit(0);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(await run).toEqual({ stdout: '', stderr: '' });
    await rm(folder, { recursive: true });
    expect((await readEntries(file)).map(({ msg }) => msg)).toEqual(['said']);
  });

  it('costs nothing but itself where no file can be', async () => {
    await mkdir(join(root, 'app.log'));
    const log = createFileLogger(join(root, 'app.log'));
    expect(() => log.error('nobody hears this')).not.toThrow();
    log.close();
  });

  it('blanks secrets in messages, in data and inside of errors', async () => {
    const file = join(root, 'app.log');
    const log = createFileLogger(file);
    log.warn('from https://me:geheim@example.com', {
      header: 'Authorization: Bearer geheim',
      deep: { error: new Error('token=geheim') },
      token: 'geheim',
    });
    log.close();
    await readEntries(file);
    expect(await readFile(file, 'utf8')).not.toContain('geheim');
  });

  it('appends, and starts a new file once the old one has grown; three files are kept in all', async () => {
    const file = join(root, 'app.log');
    await writeFile(file, `${JSON.stringify({ msg: 'before' })}\n`);
    const appended = createFileLogger(file);
    appended.info('after');
    appended.close();
    await expect.poll(async () => (await readEntries(file)).map(({ msg }) => msg)).toEqual(['before', 'after']);
    for (const round of [1, 2, 3, 4]) {
      await writeFile(file, `${String(round)}${' '.repeat(rotatedBytes)}`);
      createFileLogger(file).close();
    }
    await expect.poll(async () => (await readdir(root)).sort()).toEqual(['app.1.log', 'app.2.log', 'app.log']);
    expect((await readFile(join(root, 'app.1.log'), 'utf8'))[0]).toBe('4');
    expect((await readFile(join(root, 'app.2.log'), 'utf8'))[0]).toBe('3');
    expect(await readFile(file, 'utf8')).toBe('');
  });
});
