import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkGivenWords, readGivenWords } from './given-words';

describe('words that are handed over', () => {
  it.each<[string[], string[]]>([
    [['.', 'a.json'], [resolve('/folder', 'a.json')]],
    [
      ['/abs/My Snapshot.COMFYSNAPSHOT', 'w.comfyworkflow'],
      ['/abs/My Snapshot.COMFYSNAPSHOT', resolve('/folder/w.comfyworkflow')],
    ],
    [['comfyui-manager-desktop://pack/x'], ['comfyui-manager-desktop://pack/x']],
    [['ComfyUI-Manager-Desktop://PACK/x'], ['ComfyUI-Manager-Desktop://PACK/x']],
    // Values of other words, switches, and what is no file of ours.
    [['--comfyui', 'folder.json', '--set', 'a=b.json', '--hidden', '--x=y.json', 'picture.png', 'https://a/b'], []],
  ])('of %j are %j', (argv, given) => {
    expect(readGivenWords(argv, '/folder')).toEqual(
      given.map((word) => (word.startsWith('/abs') ? resolve(word) : word)),
    );
  });

  it('are twenty at most', () => {
    expect(readGivenWords(Array<string>(500).fill('a.json'), '/folder')).toHaveLength(20);
    expect(checkGivenWords(Array<string>(500).fill('a.json'))).toHaveLength(20);
  });

  it('of another process are texts', () => {
    expect(checkGivenWords(['a', 3, null, ['b']])).toEqual(['a']);
    expect(checkGivenWords('a.json')).toEqual([]);
    expect(checkGivenWords(undefined)).toEqual([]);
  });
});
