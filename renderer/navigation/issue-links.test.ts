import { describe, expect, it } from 'vitest';
import { pageOf, reportIssue, searchIssues } from './issue-links';

const atGitHub = { repository: 'https://github.com/adaquill/two-minds.git' };
const elsewhere = { repository: 'https://example.org/ada/two-minds' };

describe('pageOf', () => {
  it('is what a browser opens', () => {
    expect(pageOf(elsewhere)).toBe(elsewhere.repository);
    expect(pageOf({ repository: 'git@github.com:ada/two-minds.git' })).toBeNull();
    expect(pageOf({ repository: null })).toBeNull();
  });
});

describe('searchIssues', () => {
  it('searches the issues of the repository', () => {
    expect(searchIssues(atGitHub, 'cv2 & more')).toBe(
      'https://github.com/adaquill/two-minds/issues?q=is%3Aissue+cv2+%26+more',
    );
  });

  it('knows no issues elsewhere', () => {
    expect(searchIssues(elsewhere, 'cv2')).toBeNull();
  });
});

describe('reportIssue', () => {
  const report = { title: 'Cannot be installed', message: 'numpy<2 and numpy>=2\nat once', version: '1.2.0' };

  it('fills in what was said, and of which version', () => {
    const url = new URL(reportIssue(atGitHub, report) ?? '');
    expect(url.pathname).toBe('/adaquill/two-minds/issues/new');
    expect(url.searchParams.get('title')).toBe('Cannot be installed');
    expect(url.searchParams.get('body')).toBe(
      'Installing this pack fails:\n\n> numpy<2 and numpy>=2\n> at once\n\nVersion: 1.2.0',
    );
  });

  it('stays an address that browsers take', () => {
    expect(reportIssue(atGitHub, { ...report, message: 'x'.repeat(50_000) })?.length).toBeLessThan(4000);
    expect(reportIssue(elsewhere, report)).toBeNull();
  });
});
