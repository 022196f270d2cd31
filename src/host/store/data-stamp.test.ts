import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type Sentence, formatMessage } from '../../contract/text/message';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataFormat } from '../../contract/app/data-format';
import { keepDataStamp, refuseNewerData } from './data-stamp';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stamp-'));
});
afterEach(() => rm(folder, { recursive: true }));
const file = () => join(folder, 'data-format.json');
const read = async () => JSON.parse(await readFile(file(), 'utf8')) as unknown;
const notify = (sentence: Sentence): never => {
  throw new Error(formatMessage(sentence));
};

it('stamps a folder once, and opens what it or an older one wrote', async () => {
  await refuseNewerData(folder);
  await keepDataStamp(folder, '1.0.0', notify);
  await keepDataStamp(folder, '1.1.0', notify);
  expect(await read()).toEqual({ version: 1, format: dataFormat, app: '1.0.0' });
  await writeFile(file(), JSON.stringify({ version: 1, format: dataFormat - 1, app: '0.1.0' }));
  await refuseNewerData(folder);
  await keepDataStamp(folder, '1.1.0', notify);
  expect(await read()).toMatchObject({ format: dataFormat, app: '1.1.0' });
});

it('refuses what a newer one wrote, says which, and writes nothing', async () => {
  const text = JSON.stringify({ version: 1, format: dataFormat + 1, app: '9.1.0', more: true });
  await writeFile(file(), text);
  await expect(refuseNewerData(folder)).rejects.toMatchObject({
    code: 'data-newer',
    message: expect.stringContaining('Version 9.1.0') as string,
  });
  expect([await readFile(file(), 'utf8'), await readdir(folder)]).toEqual([text, ['data-format.json']]);
});

it.each(['', '{"form', '[]'])('sets %j aside and tells it', async (text) => {
  await writeFile(file(), text);
  await refuseNewerData(folder);
  const reports: Sentence[] = [];
  await keepDataStamp(folder, '1.0.0', (sentence) => void reports.push(sentence));
  expect([reports.length, await read()]).toEqual([1, { version: 1, format: dataFormat, app: '1.0.0' }]);
});

it('does not read a folder in its place', async () => {
  await mkdir(file());
  const reports: Sentence[] = [];
  await keepDataStamp(folder, '1.0.0', (sentence) => void reports.push(sentence));
  expect(reports).toHaveLength(1);
});
