import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDir } from './project.mjs';

const page = readFileSync(join(projectDir, 'docs', 'weak-points.md'), 'utf8');
const weakPoints = 61;

/** The rows of the table: number of the weak point, and its tests as [file, title]. */
function readRows() {
  return page.split('\n').flatMap((line) => {
    const [, number, , tests] = /^\| W(\d+) +\| (.+?) \| (.+?) \|$/.exec(line) ?? [];
    if (number === undefined) return [];
    return [{ number: Number(number), tests: tests.trim().split('<br>').map(readTest) }];
  });
}

function readTest(text) {
  const [, file, title] = /^`([^`]+)`: (.+)$/.exec(text) ?? [];
  return { text, file, title };
}

/** Whether a test of this title is in the source, and not switched off. */
function hasTest(source, title) {
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

describe('docs/weak-points.md', () => {
  const rows = readRows();

  it('speaks of every weak point once', () => {
    const outside = [...page.slice(page.indexOf('## Outside')).matchAll(/^- W(\d+): /gm)].map(([, number]) =>
      Number(number),
    );
    const numbers = [...rows.map(({ number }) => number), ...outside].sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: weakPoints }, (_item, index) => index + 1));
  });

  it.each(rows.map(({ number, tests }) => [`W${number}`, tests]))('%s names tests that exist', (_weakPoint, tests) => {
    expect(tests).not.toEqual([]);
    for (const { text, file, title } of tests) {
      expect(file, `${text} is not \`file\`: title`).toBeDefined();
      const path = join(projectDir, file);
      expect(existsSync(path), `${file} is gone`).toBe(true);
      expect(hasTest(readFileSync(path, 'utf8'), title), `${file} has no test "${title}"`).toBe(true);
    }
  });
});

describe('a test that is not there', () => {
  const source =
    "it('one', () => {});\nit.each<[x, y<z>]>([1])('two %s', () => {});\nit.skip('three', () => {});\nconst x = 'four';";

  it('is noticed, and one that is switched off', () => {
    expect(['one', 'two %s', 'three', 'five', 'on'].map((title) => hasTest(source, title))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
