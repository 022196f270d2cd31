import { describe, expect, it } from 'vitest';
import { countDownloads, parseSize } from './download-lines';

describe('parseSize', () => {
  it.each([
    ['731.0MiB', 766_509_056],
    ['16.1 MB', 16_100_000],
    ['2GiB', 2_147_483_648],
    ['812 kB', 812_000],
    ['much', null],
  ])('reads %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));
});

describe('countDownloads', () => {
  it('counts what uv begins and ends, several at a time', () => {
    const { read } = countDownloads();
    read('Resolved 2 packages in 338ms');
    expect(read('Downloading pillow (1MiB)')).toMatchObject({ bytesDone: 0, bytesTotal: 1_048_576 });
    expect(read('Downloading numpy (2MiB)')).toMatchObject({ bytesDone: 0, bytesTotal: 3_145_728 });
    expect(read(' Downloaded pillow')).toMatchObject({ bytesDone: 1_048_576, bytesTotal: 3_145_728 });
    expect(read('Prepared 2 packages in 479ms')).toMatchObject({ bytesDone: 3_145_728 });
    expect(read(' + numpy==2.4.6')).toBeNull();
  });

  it('counts what pip downloads, one after the other', () => {
    const { read } = countDownloads();
    expect(read('  Downloading torch-2.7.1-cp312.whl (10 MB)')).toMatchObject({ bytesDone: 0, bytesTotal: 10_000_000 });
    expect(read('  Downloading numpy-2.0-cp312.whl (2 MB)')).toMatchObject({
      ...{ bytesDone: 10_000_000, bytesTotal: 12_000_000 },
    });
    expect(read('Installing collected packages: numpy, torch')).toMatchObject({ bytesDone: 12_000_000 });
  });
});
