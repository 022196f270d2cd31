import { expect, it } from 'vitest';
import { parseJson } from './parse-json';
import { TooDearError } from './reading';

it.each([
  ['what is as large as the largest files', `[${'[1,2,3,4],'.repeat(100_000)}1]`],
  ['what is deep', `${'['.repeat(500)}${']'.repeat(500)}`],
  ['brackets in a text', JSON.stringify({ prompt: '[{,'.repeat(1_500_000) })],
  ['texts with quotes and backslashes', JSON.stringify([`\\"${','.repeat(4_100_000)}\\\\`, '\\', '"['])],
])('reads %s', (_what, text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

it.each([
  ['millions of levels', '['.repeat(6_500_000)],
  ['the same behind a text', `{"a":"\\\\",${'"b":{'.repeat(2_500_000)}`],
  ['millions of records', `[${'{},'.repeat(5_000_000)}{}]`],
])('is done with %s at once', (_what, text) => {
  const begunMs = performance.now();
  expect(() => parseJson(text)).toThrow(TooDearError);
  expect(performance.now() - begunMs).toBeLessThan(1000);
});

it('leaves what is no JSON to the words of the engine', () => {
  expect(() => parseJson('{"a": "open')).toThrow(SyntaxError);
  expect(() => parseJson(']]]')).toThrow(SyntaxError);
});
