import { describe, expect, it } from 'vitest';
import { checkRow, chooseModules, formatTable } from './bench.mjs';

describe('benchmark rows', () => {
  const row = { name: 'queue/task', p50: 1.2345, p95: 4.9, unit: 'ms', target: 5, ok: true };

  it('become a table', () => {
    expect(formatTable([row, { ...row, name: 'install', ok: false }]).split('\n')).toEqual([
      '                p50     p95  target',
      'queue/task  1.23 ms  4.9 ms    5 ms      ok',
      'install     1.23 ms  4.9 ms    5 ms  MISSED',
    ]);
  });

  it('are refused when a column is missing', () => {
    expect(checkRow(row)).toEqual([]);
    expect(checkRow({ ...row, p95: undefined })).toEqual(['queue/task: p95 should be a number']);
  });
});

describe('benchmarks to run', () => {
  const files = ['core.bench.ts', 'api.bench.ts', 'row.ts'];

  it('are all of them, in order, or the one that was asked for', () => {
    expect(chooseModules(files)).toEqual(['api.bench.ts', 'core.bench.ts']);
    expect(chooseModules(files, 'core')).toEqual(['core.bench.ts']);
  });

  it('are refused by a name that does not exist, with those that do', () => {
    const refused = expect.objectContaining({ exitCode: 2, remedy: 'There are: api, core.' });
    expect(() => chooseModules(files, 'packs')).toThrow(refused);
  });
});
