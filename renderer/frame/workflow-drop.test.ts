import { expect, it } from 'vitest';
import { readGivenText } from './workflow-drop';

it.each([
  ['https://github.com/ltdrdata/ComfyUI-Impact-Pack', 'https://github.com/ltdrdata/ComfyUI-Impact-Pack'],
  [' https://github.com/a/b/tree/main/nodes?x=1\n', 'https://github.com/a/b'],
  ['https://git.example.org/team/nodes.git', 'https://git.example.org/team/nodes.git'],
  ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
  ['ssh://git@host/a/b', 'ssh://git@host/a/b'],
])('%s is a repository', (text, url) => {
  expect(readGivenText(text)).toEqual({ kind: 'git', url });
});

it.each(['https://github.com/a/b/blob/main/flows/portrait.json', 'https://example.org/picture.PNG?download=true'])(
  '%s is a file that may carry a workflow',
  (url) => {
    expect(readGivenText(` ${url} `)).toEqual({ kind: 'address', url });
  },
);

it('a workflow is what begins like one, and the rest is nothing', () => {
  expect(readGivenText(' {"nodes": []} ')).toEqual({ kind: 'workflow', text: '{"nodes": []}' });
  for (const text of [
    '',
    'hello there',
    'https://example.com/page',
    'https://github.com/only-an-owner',
    '/home/me/x.json',
  ]) {
    expect(readGivenText(text), text).toEqual({ kind: 'other' });
  }
});
