import { describe, expect, it } from 'vitest';
import { readProblem } from './package-check';

/** Lines that pip 23.2 and 26.3, and uv 0.13.9, really printed. */
const lines: Record<string, ReturnType<typeof readProblem>> = {
  'aaa 1.0 requires nothere, which is not installed.': {
    ...{ package: 'aaa', needs: 'nothere', found: null },
    text: 'aaa 1.0 requires nothere, which is not installed.',
  },
  'Some_Pack 1.0 has requirement bbb<2, but you have bbb 3.0.post1.': {
    ...{ package: 'some-pack', needs: 'bbb<2', found: '3.0.post1' },
    text: 'Some_Pack 1.0 has requirement bbb<2, but you have bbb 3.0.post1.',
  },
  'The package `aaa` requires Python >=3.13, but `3.11.7` is installed': {
    ...{ package: 'aaa', needs: 'Python >=3.13', found: '3.11.7' },
    text: 'The package `aaa` requires Python >=3.13, but `3.11.7` is installed',
  },
  'The package `aaa` requires `bbb<2`, but `3.0.post1` is installed': {
    ...{ package: 'aaa', needs: 'bbb<2', found: '3.0.post1' },
    text: 'The package `aaa` requires `bbb<2`, but `3.0.post1` is installed',
  },
  "The package `aaa` requires `nothere>=3 ; python_full_version >= '3.1'`, but it's not installed": {
    ...{ package: 'aaa', needs: "nothere>=3 ; python_full_version >= '3.1'", found: null },
    text: "The package `aaa` requires `nothere>=3 ; python_full_version >= '3.1'`, but it's not installed",
  },
  'The package `bbb` is broken or incomplete (unable to read `WHEEL` file).': {
    ...{ package: 'bbb', needs: 'is broken or incomplete (unable to read `WHEEL` file).', found: null },
    text: 'The package `bbb` is broken or incomplete (unable to read `WHEEL` file).',
  },
  'Using Python 3.11.7 environment at: vtest': null,
  'Checked 4 packages in 41ms': null,
  'Found 5 incompatibilities': null,
  'All installed packages are compatible': null,
  'No broken requirements found.': null,
};

describe('what pip check and uv pip check print', () => {
  it.each(Object.entries(lines))('%s', (line, problem) => {
    expect(readProblem(`${line}  `)).toEqual(problem);
  });
});
