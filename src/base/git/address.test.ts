import { describe, expect, it } from 'vitest';
import { isSameRepository, parseGitAddress, repositoryKey } from './address';

describe('parseGitAddress', () => {
  it.each([
    'https://github.com/Author/Repo',
    'https://github.com/Author/Repo.git',
    'http://github.com/Author/Repo',
    'https://GitHub.com/Author/Repo/',
    'https://www.github.com/Author/Repo',
    'https://user:token@github.com/Author/Repo.git',
    'git@github.com:Author/Repo.git',
    'ssh://git@github.com/Author/Repo.git',
    'ssh://git@ssh.github.com:443/Author/Repo.git',
    'git://github.com/Author/Repo',
    'https://github.com/Author/Repo/tree/main',
    'Author/Repo',
    '  Author/Repo  ',
  ])('reads %s as the GitHub repository Author/Repo', (text) => {
    expect(parseGitAddress(text)).toEqual({
      host: 'github.com',
      path: 'Author/Repo',
      owner: 'Author',
      repo: 'Repo',
      githubId: 'Author/Repo',
      normalised: 'https://github.com/Author/Repo',
    });
  });

  it.each([
    ['https://gitee.com/a/b.git', 'https://gitee.com/a/b'],
    ['https://my-github.corp/x/y.git', 'https://my-github.corp/x/y'],
    ['git@gitlab.com:a/b.git', 'ssh://gitlab.com/a/b'],
    ['git@gitlab.com:group/sub/b.git', 'ssh://gitlab.com/group/sub/b'],
    ['git@internal:b.git', 'ssh://internal/b'],
    ['https://user:tok@GitLab.com/a/b/', 'https://gitlab.com/a/b'],
    ['http://127.0.0.1:9001/a/b', 'http://127.0.0.1:9001/a/b'],
    ['ssh://git@host.example:22/a/b', 'ssh://host.example/a/b'],
    ['https://raw.githubusercontent.com/a/b/main/c.py', 'https://raw.githubusercontent.com/a/b/main/c.py'],
    ['https://github.com/a/b/raw/main/c.py', 'https://github.com/a/b/raw/main/c.py'],
    ['file:///srv/git/Repo.git', 'file:///srv/git/Repo'],
  ])('keeps %s away from GitHub', (text, normalised) => {
    expect(parseGitAddress(text)).toMatchObject({ githubId: null, normalised });
  });

  it.each([
    '',
    '   ',
    'pack',
    'a/b/c',
    'ftp://host/a/b',
    'ext::sh -c x',
    'https://',
    'C:\\x\\y',
    'https://host.example/',
    'a\u0000/b',
  ])('refuses %j', (text) => {
    expect(parseGitAddress(text)).toBeNull();
  });
});

describe('isSameRepository', () => {
  it('ignores form and, on GitHub only, letter case', () => {
    expect(isSameRepository('git@github.com:Author/Repo.git', 'https://GITHUB.com/author/repo/')).toBe(true);
    expect(isSameRepository('https://gitlab.com/a/b', 'git@gitlab.com:a/b.git')).toBe(true);
    expect(isSameRepository('https://gitlab.com/A/b', 'https://gitlab.com/a/b')).toBe(false);
    expect(isSameRepository('https://my-github.corp/a/b', 'https://github.com/a/b')).toBe(false);
    expect(isSameRepository('nothing', 'nothing')).toBe(false);
  });

  it('gives maps a key', () => {
    expect(repositoryKey('https://github.com/Author/Repo.git')).toBe('github.com/author/repo');
    expect(repositoryKey('no address')).toBeNull();
  });
});
