import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { systemPython } from '../../../e2e/world/python-env';
import { pythonText } from './python-text';

it('is the same text to Python, in letters that every encoding has', () => {
  const text = 'C:\\Nödes "a" \'b\' 節點 😀 \u2028\t\u007f{x}%s$HOME';
  const literal = pythonText(text);
  expect(literal).toMatch(/^[ -~]+$/u);
  const script = `import sys; sys.stdout.buffer.write(${literal}.encode("utf-8"))`;
  expect(execFileSync(systemPython(), ['-I', '-c', script], { encoding: 'utf8' })).toBe(text);
});
