import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../project.mjs';
import { judgeTag, readNotes, readSection } from './check-tag.mjs';

const changelog = [
  '# Changelog',
  '',
  '## [1.1.0-beta.1] - 2026-12-02',
  '',
  '- a try',
  '',
  '## [1.1.0] - unreleased',
  '',
  '- later',
  '',
  '## [1.0.0] - 2026-11-28',
  '',
  'It is there.',
  '',
  '### Added',
  '',
  '- everything',
  '',
  '## [0.9.0] - 2026-11-01',
  '',
].join('\n');
const judge = (tag, version) => judgeTag({ tag, version, changelog });

describe('a section of the changelog', () => {
  it('is found by the whole version, with what it says of the day', () => {
    expect(readSection(changelog, '1.0.0')).toEqual({
      said: '2026-11-28',
      text: 'It is there.\n\n### Added\n\n- everything',
    });
    expect(readSection(changelog, '1.1.0')).toEqual({ said: 'unreleased', text: '- later' });
    expect(readSection(changelog, '1.1')).toBeNull();
  });
});

describe('the notes of a release', () => {
  const judge = (text) =>
    judgeTag({ tag: 'v1.0.0', version: '1.0.0', changelog: `## [1.0.0] - 2026-11-28\n\n${text}\n` });

  it('are what stands above the lists of the section', () => {
    expect(readNotes(readSection(changelog, '1.0.0'))).toBe('It is there.');
  });

  it('are there, and short', () => {
    expect(judge('### Added\n\n- x')).toEqual([expect.stringMatching(/no words above the first list/)]);
    expect(judge(`${'word '.repeat(200)}\n\n### Added\n\n- x`)).toEqual([]);
    expect(judge('word '.repeat(201))).toEqual([
      'The notes of 1.0.0 in CHANGELOG.md have 201 words, and may have 200.',
    ]);
  });

  it('of the version that comes are so in CHANGELOG.md', () => {
    const read = (name) => readFileSync(join(projectDir, name), 'utf8');
    const { version } = JSON.parse(read('package.json'));
    // The day is written when the version is made.
    const dated = read('CHANGELOG.md').replace(`[${version}] - unreleased`, `[${version}] - 2026-11-28`);
    expect(judgeTag({ tag: `v${version}`, version, changelog: dated })).toEqual([]);
    expect(readNotes(readSection(dated, version)).split(/\s+/).length).toBeGreaterThan(30);
  });
});

it('README and install.md say that there is no release for as long as there is none', () => {
  const read = (name) => readFileSync(join(projectDir, name), 'utf8');
  const isReleased = /^## \[.+\] - \d{4}-/m.test(read('CHANGELOG.md'));
  const words = ['README.md', 'docs/install.md'].map((name) => read(name).includes('There is no release yet'));
  expect(words).toEqual([!isReleased, !isReleased]);
  expect(read('README.md').includes('not released yet')).toBe(!isReleased);
});

describe('a tag', () => {
  it('may become a release when three places speak of one version', () => {
    expect(judge('v1.0.0', '1.0.0')).toEqual([]);
    expect(judge('v1.1.0-beta.1', '1.1.0-beta.1')).toEqual([]);
  });

  it.each([
    ['v1.0.1', '1.0.0', 'The tag is v1.0.1, and package.json has the version 1.0.0: v1.0.0 is wanted.'],
    ['1.0.0', '1.0.0', 'The tag is 1.0.0, and package.json has the version 1.0.0: v1.0.0 is wanted.'],
    ['v2.0.0', '2.0.0', 'CHANGELOG.md has no section [2.0.0].'],
    ['v1.1.0', '1.1.0', 'CHANGELOG.md says "unreleased" of 1.1.0, and no day of the form 2026-11-28.'],
    ['v0.9.0', '0.9.0', 'CHANGELOG.md says nothing of 0.9.0.'],
    ['v1.0', '1.0', 'package.json has the version 1.0, which is not of the form 1.2.3.'],
  ])('%s of version %s is refused', (tag, version, problem) => {
    expect(judge(tag, version)).toEqual([problem]);
  });
});
