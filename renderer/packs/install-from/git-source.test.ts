import { describe, expect, it } from 'vitest';
import { createPackIndex } from '../../state/packs/pack-index';
import { makeTable } from '../../state/packs/pack-table';
import { readGitSource } from './git-source';

const { findByName } = createPackIndex(
  makeTable([
    {
      key: 'tidy',
      registryId: 'tidy',
      title: 'Tidy',
      author: 'Ada',
      description: '',
      repository: 'https://github.com/Ada/Tidy',
      files: ['https://github.com/Ada/Tidy'],
      latestVersion: '1.0.0',
      stars: null,
      updatedAt: null,
      nodeClasses: [],
    },
  ]),
  [],
);
const read = (text: string) => readGitSource(text, findByName);

describe('a text as the address of a pack', () => {
  it.each([
    'https://github.com/ada/tidy',
    'https://www.github.com/Ada/Tidy.git',
    'https://github.com/Ada/Tidy/tree/main/nodes',
    'git@github.com:Ada/Tidy.git',
    'ssh://git@github.com/Ada/Tidy',
    '  git clone https://github.com/Ada/Tidy ',
    'Ada/Tidy',
  ])('%s is a pack of the list', (text) => {
    expect(read(text)).toMatchObject({ kind: 'address', known: { key: 'tidy' } });
  });

  it('keeps an address over ssh, and makes one of a page', () => {
    expect(read('git@github.com:Ada/Tidy.git')).toMatchObject({ url: 'git@github.com:Ada/Tidy.git' });
    expect(read('https://github.com/new/pack/issues/3')).toMatchObject({ url: 'https://github.com/new/pack' });
    expect(read('https://codeberg.org/new/pack.git')).toMatchObject({ url: 'https://codeberg.org/new/pack.git' });
    expect(read('https://github.com/new/pack')).toMatchObject({ known: undefined });
  });

  it.each([
    ['', { kind: 'empty' }],
    ['tidy latents', { kind: 'bad', problem: 'blanks' }],
    ['https://ada:secret@github.com/Ada/Tidy', { kind: 'bad', problem: 'password' }],
    ['file:///etc', { kind: 'bad', problem: 'no-address' }],
    ['tidy', { kind: 'bad', problem: 'no-address' }],
    ['../../outside', { kind: 'bad', problem: 'no-address' }],
  ])('%j', (text, wanted) => {
    expect(read(text)).toEqual(wanted);
  });
});
