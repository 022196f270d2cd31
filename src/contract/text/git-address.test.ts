import { expect, it } from 'vitest';
import { SetupChoice } from '../operations/setup';
import { VersionRef } from '../packs/pack-ref';
import { isGitAddress } from './git-address';

it.each([
  ['https://github.com/owner/repo', true],
  ['ssh://git@host.example:2222/owner/repo', true],
  ['https://user:pass-word@host.example/repo', true],
  ['git@host.example:owner/repo', true],
  ['ssh://-oProxyCommand=touch/repo', false],
  ['ssh://git@-oProxyCommand=touch/repo', false],
  ['-x@host.example:owner/repo', false],
  ['git@-x:owner/repo', false],
  ['--upload-pack=touch', false],
  ['ext::sh -c touch', false],
])('%s is the address of a repository: %s', (text, isOne) => {
  expect(isGitAddress(text)).toBe(isOne);
});

it.each(['--upload-pack=touch theirs', '-b', '', 'a b', 'v1..v2', '@{-1}', 'HEAD^{/fix}', 'a:b'])(
  'no version is "%s", for a pack or for a new ComfyUI',
  (version) => {
    expect(VersionRef.safeParse(version).success).toBe(false);
    expect(SetupChoice.safeParse({ parent: '/tmp', version }).success).toBe(false);
  },
);

it.each(['stable', 'nightly', 'v0.3.40', 'feature/x', '0123abc'])('%s is a version of a new ComfyUI', (version) => {
  expect(SetupChoice.safeParse({ parent: '/tmp', version }).success).toBe(true);
});
