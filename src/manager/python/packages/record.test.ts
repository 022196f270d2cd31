import { describe, expect, it } from 'vitest';
import { isCompiled, isOutside, parseRecord } from './record';

describe('parseRecord', () => {
  it('reads the rows of pip and uv, with quotes, commas, empty columns and both line ends', () => {
    const text = [
      'tinydep/__init__.py,sha256=abc_-,12',
      '"odd, name/say ""hi"".py",sha256=x,0\r',
      'tinydep-2.0.dist-info/RECORD,,',
      'win\\path.py,,',
      '../../../bin/tinydep,sha256=y,200',
      'no row at all',
      '',
    ].join('\n');
    expect(parseRecord(text)).toEqual([
      { path: 'tinydep/__init__.py', hash: 'sha256=abc_-', size: 12 },
      { path: 'odd, name/say "hi".py', hash: 'sha256=x', size: 0 },
      { path: 'tinydep-2.0.dist-info/RECORD', hash: null, size: null },
      { path: 'win/path.py', hash: null, size: null },
      { path: '../../../bin/tinydep', hash: 'sha256=y', size: 200 },
    ]);
  });

  it('knows what Python makes and what lies outside', () => {
    expect(['a/__pycache__/b.cpython-311.pyc', 'b.pyc', 'a/b.py'].map(isCompiled)).toEqual([true, true, false]);
    expect(['../../bin/x', '/opt/x', 'C:/x', 'a/../b.py'].map(isOutside)).toEqual([true, true, true, false]);
  });
});
