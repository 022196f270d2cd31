import { describe, expect, it } from 'vitest';
import { readUvChanges } from './uv-changes';

const read = (text: string) => readUvChanges(text.split('\n'));
const rows = (text: string) => read(text)?.map(({ name, version, address }) => [name, version, address]);

describe('what a dry run of uv says', () => {
  it('is read with addresses, in both forms that uv has for them', () => {
    const printed = `Resolved 5 packages in 194ms
Would download 5 packages
Would uninstall 2 packages
Would install 5 packages
 - six==1.17.0
 + alpha @ http://127.0.0.1:8766/alpha-1.0-py3-none-any.whl
 ~ bet-ter==2.0 (from file:///tmp/bet_ter-2.0-py3-none-any.whl)
 + gitpk @ git+https://host/owner/gitpk@39432576c91ce3599287093d3d611f00b01889ff#subdirectory=a
 - local==1.0 (from file:///tmp/local)
 + Torch.Thing @ https://host/whl/torch_thing-2.7.1%2Bcu126-cp311-cp311-linux_x86_64.whl
 + six==1.15.0`;
    expect(rows(printed)).toEqual([
      ['alpha', '1.0', 'http://127.0.0.1:8766/alpha-1.0-py3-none-any.whl'],
      ['bet-ter', '2.0', 'file:///tmp/bet_ter-2.0-py3-none-any.whl'],
      ['gitpk', null, 'git+https://host/owner/gitpk@39432576c91ce3599287093d3d611f00b01889ff#subdirectory=a'],
      ['torch-thing', '2.7.1+cu126', 'https://host/whl/torch_thing-2.7.1%2Bcu126-cp311-cp311-linux_x86_64.whl'],
      ['six', '1.15.0', null],
    ]);
  });

  it('is nothing where uv says so', () => {
    expect(read('Checked 1 package in 2ms\nWould make no changes')).toEqual([]);
  });

  it.each([
    ['a line of another form', 'Would install 2 packages\n + six==1.15.0\n + thing from https://host/thing'],
    ['a line that is missing', 'Would install 2 packages\n + six==1.15.0'],
    ['no word of how many', ' + six==1.15.0'],
    ['nothing at all', ''],
  ])('is unknown as a whole with %s', (_what, printed) => {
    expect(read(printed)).toBeNull();
  });
});
