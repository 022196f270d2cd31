import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where.ts';
import { withoutShims } from './python-path.mjs';

describe('the PATH of tests', onlyWhere(process.platform !== 'win32', 'its scripts are of a shell'), () => {
  let root = '';
  let python = '';
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'python-path-')));
    python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
    for (const name of ['shims', 'plain', 'broken']) mkdirSync(join(root, name));
    const script = (name, text) => {
      writeFileSync(join(root, name, 'python3'), `#!/bin/sh\n${text}\n`);
      chmodSync(join(root, name, 'python3'), 0o755);
    };
    script('shims', `exec '${python}' "$@"`);
    script('broken', 'exit 127');
    symlinkSync(python, join(root, 'plain', 'python3'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const pathOf = (...names) => names.map((name) => (name.startsWith('/') ? name : join(root, name))).join(delimiter);

  it('has the folder of the Python itself in place of scripts that look for it', () => {
    expect(withoutShims(pathOf('/first', 'shims', '/bin'))).toEqual({
      PATH: pathOf('/first', dirname(python), '/bin'),
    });
  });

  it('is left alone where a Python lies in it, and where its scripts lead to none', () => {
    expect(withoutShims(pathOf('plain', '/bin'))).toEqual({});
    expect(withoutShims(pathOf('broken', '/bin'))).toEqual({});
  });
});
