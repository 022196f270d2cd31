import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { formatMessage } from '../../contract/text/message';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profileDocuments, putProfileInOrder } from './profile-files';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profile 工房-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each(Object.keys(profileDocuments))('%s', (name) => {
  it.each([
    ['cut', '{"version":1,"toke'],
    ['garbled', '\u0000\u0001{}'],
    ['emptied', ''],
    ['of another form', '[]'],
    ['replaced by a folder', null],
  ])('that was %s goes aside as it was, and is told with what it means', async (_how, content) => {
    if (content === null) await mkdir(at(name, 'inner'), { recursive: true });
    else await writeFile(at(name), content);
    await writeFile(at('other.json'), 'of somebody else');
    const notices = (await putProfileInOrder(folder)).map((sentence) => formatMessage(sentence));
    expect(notices).toEqual([expect.stringContaining(`${at(name)} could not be read`)]);
    expect(notices[0]).toContain(formatMessage(profileDocuments[name] ?? ''));
    const [savedName = ''] = await readdir(at('unreadable'));
    expect(savedName).toMatch(new RegExp(`${name}$`));
    if (content === null) expect(await readdir(at('unreadable', savedName))).toEqual(['inner']);
    else expect(await readFile(at('unreadable', savedName), 'utf8')).toBe(content);
    expect(await readdir(folder)).toEqual(['other.json', 'unreadable']);
    expect(await putProfileInOrder(folder)).toEqual([]);
  });

  it('that can be read stays, and halves beside it go, but for one that is being written now', async () => {
    await writeFile(at(name), '{"version":1}');
    await writeFile(at(`${name}.1234567`), '{"half');
    await writeFile(at(`${name}.tmp-1700000000a1b2c3`), '{"half');
    const before = new Date(Date.now() - 120_000);
    for (const half of ['1234567', 'tmp-1700000000a1b2c3']) await utimes(at(`${name}.${half}`), before, before);
    await writeFile(at(`${name}.7654321`), '{"half');
    await writeFile(at(`${name}.backup`), 'of a person');
    await mkdir(at(`${name}.42`));
    expect(await putProfileInOrder(folder)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual([name, `${name}.42`, `${name}.7654321`, `${name}.backup`]);
  });
});

it('a file in the place of a folder, and a folder in that of the log, go aside', async () => {
  await mkdir(at('logs', 'main.log'), { recursive: true });
  await writeFile(at('prepared'), '');
  const notices = (await putProfileInOrder(folder)).map((sentence) => formatMessage(sentence));
  expect(notices).toEqual(
    [at('prepared'), at('logs', 'main.log')].map((path) => expect.stringContaining(path) as string),
  );
  expect(await readdir(at('logs', 'unreadable'))).toHaveLength(1);
});
