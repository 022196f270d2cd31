import { expect, it } from 'vitest';
import { evaluateMarker } from './markers';
import { readPlainRequirement } from './plain-requirement';
import { parseRequirement, readByGrammar } from './requirement';

const plain = [
  ...['numpy', 'Pillow', 'ruamel.yaml', 'a', 'A1', 'opencv_python-headless', 'x.y-z_w'],
  ...['numpy>=1.20', 'numpy >= 1.20', 'numpy>=1.20,<2', 'numpy >=1.20 , <2.0', 'numpy (>=1.20,<2)', 'numpy(==1.*)'],
  ...['torch==2.7.1+cu128', 'x==1!2.0', 'x~=1.4.2', 'x!=1.5.*,>=1', 'x==1.0.dev3', 'x==1.0-1', 'x>=1.0rc1'],
  ...['accelerate[testing]', 'requests[security,socks]>=2', 'requests [ security , socks ] >=2', 'a[B_c.d]'],
  ...['triton==3.3.1 ; platform_system == "Linux" and platform_machine == "x86_64"', "x;python_version<'3.8'"],
  ...['x>=1; sys_platform=="win32"', 'x ; extra == "gpu"', 'x>=2 ; extra == \'all\' and python_version >= "3.9"'],
  ...['x ; os_name == "nt" and sys_platform != "cygwin" and python_version ~= "3.10"'],
];

it('reads the usual lines exactly as the grammar does', () => {
  for (const text of plain) {
    expect(readPlainRequirement(text), text).not.toBeNull();
    expect(parseRequirement(text), text).toEqual(readByGrammar(text, text));
  }
});

it('leaves everything else to the grammar', () => {
  const others = [
    ...['', '.', './x', 'a/b', 'git+https://host/x.git', 'x @ https://host/x.whl', 'x.whl', 'wheels.zip', '-e .'],
    ...[
      'numpy<1.24>=1.18',
      'numpy>=',
      'numpy>=1,',
      'x===1.0',
      'x[',
      'x[]',
      'x>=1 2',
      'x (>=1',
      'x >=1)',
      '-x',
      'x-',
      'x y',
    ],
    ...['x ; python_version < "3.8" or sys_platform == "win32"', 'x ; (extra == "a")', 'x ; "3.8" > python_version'],
    ...['x ; sys_platform in "linux darwin"', 'x ; extra', 'x ;', 'x ; unknown == "a"', 'x # y', 'x>=1 # y', 'x;'],
  ];
  for (const text of others) expect(readPlainRequirement(text), text).toBeNull();
});

/** Whatever is put together of the parts that lines consist of, both say the same. */
it('never says anything else than the grammar, whatever a line is made of', () => {
  let seed = 7;
  const pick = <T>(from: readonly T[], otherwise: T): T => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return from[seed % from.length] ?? otherwise;
  };
  const names = ['numpy', 'a', 'Open_CV.x', 'x-', '1a'];
  const extras = ['', '', '', '[a]', '[a,B]', ' [a , b-c]', '[a,]'];
  const bounds = ['', '>=1', ' >= 1.0', '==1.*', '<2,>=1', ' (<2)', '!=1.5 , ~=1.4', '>=1,', '>1<2', '==1+cu1', '===1'];
  const conditions = ['', '', '; python_version<"3.8"', ' ; extra == "x"', '; os_name=="nt" and extra=="y"'].concat([
    '; sys_platform == "a" or extra == "b"',
    '; (extra == "a")',
    '; python_version in "3.8"',
    '; platform_machine=="x" and (os_name=="nt")',
  ]);
  const values = [
    { extra: '' },
    { extra: 'x' },
    { extra: 'y', os_name: 'nt', python_version: '3.7' },
    { os_name: 'posix' },
  ];
  let read = 0;
  for (let round = 0; round < 1500; round += 1) {
    const text = `${pick(names, 'a')}${pick(extras, '')}${pick(bounds, '')}${pick(conditions, '')}`;
    const found = readPlainRequirement(text.trim());
    if (found === null) continue;
    read += 1;
    const whole = readByGrammar(text, text.trim());
    const mine = parseRequirement(text);
    expect({ ...mine, marker: null }, text).toEqual({ ...whole, marker: null });
    for (const value of values) {
      const verdicts = [mine, whole].map(({ marker }) => (marker === null ? true : evaluateMarker(marker, value)));
      expect(verdicts[0], text).toBe(verdicts[1]);
    }
  }
  expect(read).toBeGreaterThan(400);
});
