import { describe, expect, it } from 'vitest';
import { findUnknownNames, listComments, listLinks, listNames } from './named-documents.mjs';

const repository = {
  exists: (file) => ['docs/a.md', 'README.md', 'docs/pictures/home.png'].includes(file),
  read: () => '# A\n\n## 1. One\n\n## 12. Twelve\n',
  decisions: [1, 14],
};
const problemsOf = (source, file = 'src/x.ts') => findUnknownNames(file, source, repository);

describe('comments', () => {
  it('are read in all their forms, and texts are not', () => {
    const source = [
      'const address = "https://example.org/docs/b.md";',
      'const other = `//b.md`; // see README.md',
      '/** One line. */',
      'call(/* inside */ 1);',
      '/*',
      ' * two',
      ' */',
      "it('reads docs/b.md', run);",
    ].join('\n');
    expect(listComments('src/x.ts', source).map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(listComments('src/x.py', 'a = "b#c"  # see x\n# y').map(({ text }) => text)).toEqual(['see x', 'y']);
  });

  it('name documents, sections and decisions', () => {
    expect(
      listNames('see docs/a.md 1 and 12, docs/a.md, decision 14 and docs/decisions/001-x.md (docs/decisions/014)'),
    ).toEqual([
      { file: 'docs/a.md', section: 1 },
      { file: 'docs/a.md', section: 12 },
      { file: 'docs/a.md' },
      { file: 'docs/decisions/001-x.md' },
      { decision: 14 },
      { decision: 1 },
      { decision: 14 },
    ]);
    expect(listNames('`/docs/x.md` in a readme, and <rule>.md')).toEqual([]);
  });
});

describe('a document that a comment names', () => {
  it('is in the repository, and so is its section', () => {
    expect(problemsOf('// As docs/a.md 12 says (decision 14).')).toEqual([]);
    expect(problemsOf('/** As in house.md. */')).toEqual(['src/x.ts:1 there is no house.md in the repository']);
    expect(problemsOf('\n// As in docs/a.md 2.')).toEqual(['src/x.ts:2 docs/a.md has no section 2']);
    expect(problemsOf('/* decision 15 */')).toEqual(['src/x.ts:1 there is no decision 15']);
    expect(problemsOf('# see gone.md', '.ci/run')).toHaveLength(1);
  });

  it('may be a file of the code, which moves more often', () => {
    const moved = { ...repository, exists: (file) => file === 'src/base/git/files.ts' };
    const judge = (source, file = 'src/x.ts') => findUnknownNames(file, source, moved);
    expect(judge('// src/base/git/files.ts does it, and e2e/bench/NAME.bench.ts measures it (src/base/*.ts).')).toEqual(
      [],
    );
    expect(judge('// src/base/git-files.ts does it.')).toEqual([
      'src/x.ts:1 there is no src/base/git-files.ts in the repository',
    ]);
    const page = 'See `src/base/git/files.ts`.\nNot `src/base/gone.ts`: a title, nor src/base/plain.ts.';
    expect(judge(page, 'docs/x.md')).toEqual(['docs/x.md:2 there is no src/base/gone.ts in the repository']);
  });

  it('is not looked for in fixtures and in texts', () => {
    expect(problemsOf('// gone.md', 'src/fixtures/x.js')).toEqual([]);
    expect(problemsOf("const file = 'gone.md';")).toEqual([]);
  });
});

describe('a page in Markdown', () => {
  it('leads only to what is there', () => {
    const page =
      '[a](../docs/a.md#1-one) [b](https://example.org/b.md) [c](#here) `[x](y)`\n![d](pictures/home.png) [e](e.md)';
    expect(listLinks(page).map(({ target }) => target)).toEqual(['../docs/a.md', 'pictures/home.png', 'e.md']);
    expect(problemsOf(page, 'docs/x.md')).toEqual(['docs/x.md:2 leads to e.md, which is not there']);
  });
});
