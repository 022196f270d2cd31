import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTest, problemOf, readNamedTests } from './named-tests.mjs';
import { projectDir } from './project.mjs';

const page = readFileSync(join(projectDir, 'docs', 'reference', 'weak-points.md'), 'utf8');
const weakPoints = 61;

describe('docs/reference/weak-points.md', () => {
  const rows = readNamedTests(page, 'W');

  it('speaks of every weak point once', () => {
    const outside = [...page.slice(page.indexOf('## Outside')).matchAll(/^- W(\d+): /gm)].map(([, number]) =>
      Number(number),
    );
    const numbers = [...rows.map(({ number }) => number), ...outside].sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: weakPoints }, (_item, index) => index + 1));
  });

  it.each(rows.map(({ number, tests }) => [`W${number}`, tests]))('%s names tests that exist', (_weakPoint, tests) => {
    expect(tests).not.toEqual([]);
    expect(tests.map(problemOf).filter((problem) => problem !== null)).toEqual([]);
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
