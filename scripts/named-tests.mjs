// Documents that promise something name the tests that prove it; this reads them, and looks whether the tests are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './project.mjs';

/**
 * The rows of the tables of a document: those that begin with a letter and a number, and end with tests as `file`: title, one a line.
 * @param {string} page
 * @param {string} letter
 * @returns {{number: number, tests: {text: string, file?: string, title?: string}[]}[]}
 */
export function readNamedTests(page, letter) {
  const row = new RegExp(`^\\| ${letter}(\\d+) +\\| .+ \\| ([^|]+?) \\|$`);
  return page.split('\n').flatMap((line) => {
    const [, number, tests] = row.exec(line) ?? [];
    if (number === undefined) return [];
    return [{ number: Number(number), tests: tests.trim().split('<br>').map(readTest) }];
  });
}

function readTest(text) {
  const [, file, title] = /^`([^`]+)`: (.+)$/.exec(text) ?? [];
  return { text, file, title };
}

/** What is wrong with a named test; null when it is there and not switched off. */
export function problemOf({ text, file, title }) {
  if (file === undefined) return `${text} is not \`file\`: title`;
  const path = join(projectDir, file);
  if (!existsSync(path)) return `${file} is gone`;
  return hasTest(readFileSync(path, 'utf8'), title) ? null : `${file} has no test "${title}"`;
}

/** Whether a test of this title is in the source, and not switched off. */
export function hasTest(source, title) {
  const quoted = ["'", '"', '`'].map((quote) => source.indexOf(`${quote}${title}${quote}`)).find((at) => at >= 0);
  if (quoted === undefined) return false;
  // The call that the title belongs to: `it(`, `test(`, or the last `it.each` before it.
  const call =
    source
      .slice(0, quoted)
      .match(/\b(?:it|test)(?:\.\w+)*(?:<.*>)?\(/g)
      ?.at(-1) ?? '';
  return call !== '' && !/\.(skip|todo|fails|fixme)\(/.test(call);
}
