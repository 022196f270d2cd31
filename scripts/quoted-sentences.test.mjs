import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectDir } from './project.mjs';

/** Specs that no run of the day has: a sentence that was reworded made them red by night alone. */
const folders = ['smoke', 'pictures', 'real'].map((name) => join(projectDir, 'e2e', name));
/** Words between the slashes of a pattern, and the text of a locator or a matcher. A name of one word is none of a sentence. */
const quoting = [
  /[^\w/*]\/([A-Za-z]+(?:[,;]? [A-Za-z]+)+\.?)\/[iu]*[^\w/*]/gu,
  /(?:getByText|toContainText|stringContaining)\('([^']* [^']*)'/gu,
];

const readJson = (...path) => JSON.parse(readFileSync(join(projectDir, ...path), 'utf8'));
const wordsOf = (texts) => (typeof texts === 'string' ? [texts] : Object.values(texts).flatMap(wordsOf));

it('specs that only the night runs quote sentences that exist', () => {
  const core = Object.keys(readJson('src', 'contract', 'text', 'sentences', 'de.json'));
  const sentences = [...core, ...wordsOf(readJson('renderer', 'texts', 'en.json'))];
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const quoted = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8').replaceAll(/^ *\/\/.*$/gmu, ''))
    .flatMap((text) => quoting.flatMap((pattern) => [...text.matchAll(pattern)].map(([, words]) => words)));
  expect(quoted).toContain('not what was published');
  expect(quoted.filter((words) => !sentences.some((sentence) => sentence.includes(words)))).toEqual([]);
});
