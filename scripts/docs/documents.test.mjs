import { describe, expect, it } from 'vitest';
import { findUnknownArtifacts, listArtifacts } from './artifacts.mjs';
import { findUnknownPaths } from './check-documents.mjs';
import {
  compareNames,
  findUnknownLabels,
  findUnknownScripts,
  findUnknownSettings,
  judgeCommands,
  listCommands,
  listColumn,
} from './commands.mjs';
import { composePage } from './error-pages.mjs';
import { findLostPlaces, listPlaces, slugOf } from './links.mjs';

describe('a link to a place', () => {
  it('names a heading as GitHub does', () => {
    expect(slugOf('8. `config.ini`')).toBe('8-configini');
    expect(slugOf('Back to [ComfyUI-Manager](x.md)')).toBe('back-to-comfyui-manager');
    expect(listPlaces('# A b\n\n```sh\n# no\n```\n\n## A b\n')).toEqual(['a-b', 'a-b-1']);
  });

  it('is lost when the heading is not there', () => {
    const pages = new Map([
      ['docs/a.md', '# A\n[one](b.md#two) [gone](b.md#three) [here](#a) [code](https://example.org/#x) `[x](#y)`'],
      ['docs/b.md', '## Two'],
    ]);
    expect(findLostPlaces(pages)).toEqual({
      seen: 3,
      problems: ['docs/a.md leads to docs/b.md#three, which has no such heading'],
    });
  });
});

describe('a command of a page', () => {
  const block = 'A=1\ncurl -d \'{\n  "x": 1}\'\n# only words\nnpm start -- --launch   # said beside\nls \\\n  -l\n';

  it('is read as the shell reads it', () => {
    expect(listCommands(block)).toEqual(['A=1', 'curl -d \'{\n  "x": 1}\'', 'npm start -- --launch', 'ls \\\n  -l']);
  });

  it('has something that runs it, which is there', () => {
    const page = `\`\`\`sh\n${block}\`\`\`\n\n\`\`\`json\n{}\n\`\`\`\n`;
    const proofs = [
      { command: /^curl /, by: 'a.ts' },
      { command: /^npm start/, by: 'gone.ts' },
    ];
    const { seen, problems } = judgeCommands('x.md', page, { proofs, exists: (file) => file === 'a.ts' });
    expect(seen).toBe(4);
    expect(problems).toEqual([
      'x.md: gone.ts, which is to run `npm start -- --launch`, is not there',
      expect.stringContaining('nothing runs `ls'),
    ]);
  });

  it('names scripts, settings and paths that there are', () => {
    const page = "`npm run gone` and `npm run demo`, `npm start -- --set a.b=1 --set 'c.d=2'`, `/v2/a/b?x=1`, `/v2/no`";
    expect(findUnknownScripts('x.md', page, { demo: '', start: '' })).toEqual(['x.md: there is no `npm run gone`']);
    expect(findUnknownSettings('x.md', page, ['a.b'])).toEqual(['x.md: --set c.d: there is no such setting']);
    expect(findUnknownPaths('x.md', page, ['/v2/a/b'])).toEqual(['x.md: there is no /v2/no in docs/openapi.yaml']);
  });
});

it('a file of a release has the name that electron-builder gives it', () => {
  const config = {
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    portable: { artifactName: 'p-${version}-${arch}.${ext}' },
  };
  const artifacts = listArtifacts(config, 'app');
  expect(artifacts).toContain('app-VERSION-linux-amd64.deb');
  expect(artifacts).toContain('p-VERSION-x64.exe');
  const page = 'Take `app-VERSION-mac-arm64.dmg`, `p-VERSION-x64.exe` or `app-VERSION-linux-x64.deb`.';
  expect(findUnknownArtifacts('x.md', page, artifacts)).toEqual([
    'x.md: no release has a file app-VERSION-linux-x64.deb',
  ]);
});

it('a word of the window is one', () => {
  const page = 'Press _Open_, `user/__manager/x_y_z`, not _Close it_; **_bold_** is none of them.';
  expect(findUnknownLabels('x.md', page, new Set(['Open']))).toEqual(['x.md: the window nowhere says "Close it"']);
});

it('a table has every name, and no other', () => {
  const page = '| setting | x |\n| - | - |\n| `a.b`, `c.d` | `no` |\n| `e` | |\n\n`f`';
  expect(listColumn(page, 'setting')).toEqual(['a.b', 'c.d', 'e']);
  expect(compareNames('t', ['a', 'b'], ['b', 'c'])).toEqual(['t: c is not documented', 't: there is no a']);
});

it('the page of codes leaves none out', () => {
  const chapters = { One: { b: { meaning: 'it broke', remedy: 'Mend it.' }, a: { meaning: 'x', remedy: 'Y.' } } };
  const page = composePage(chapters, { a: 400, b: 500 });
  expect(page).toMatch(/## One\n\n### a\n\n400\. X\.\n\n\*\*What to do:\*\* Y\.\n\n### b\n\n500\. It broke\./);
  expect(() => composePage(chapters, { a: 400, b: 500, c: 404 })).toThrow('No chapter has c.');
});
