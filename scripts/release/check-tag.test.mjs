import { describe, expect, it } from 'vitest';
import { judgeTag, readSection } from './check-tag.mjs';

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
    expect(readSection(changelog, '1.0.0')).toEqual({ said: '2026-11-28', text: '### Added\n\n- everything' });
    expect(readSection(changelog, '1.1.0')).toEqual({ said: 'unreleased', text: '- later' });
    expect(readSection(changelog, '1.1')).toBeNull();
  });
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
