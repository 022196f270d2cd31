import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectDir } from './project.mjs';
import { longest, turnOf } from './slow-first.mjs';

it('the longest files are there, and begin before all others; slow ones come next', () => {
  expect(longest.filter((name) => !existsSync(join(projectDir, name)))).toEqual([]);
  const names = [
    '/x/scripts/quick.test.mjs',
    '/x/src/a.slow.test.ts',
    `/x/${longest[0]}`,
    '/x/scripts/b.nightly.test.mjs',
  ];
  expect(names.map(turnOf)).toEqual([2, 1, 0, 1]);
});
