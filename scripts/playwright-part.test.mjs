import { describe, expect, it } from 'vitest';
import { playwrightPart } from './playwright-part.mjs';

const argumentsFor = (...names) => {
  const command = playwrightPart({ title: 'A part', config: 'a.config.ts' }).command({ names, repeat: 1 });
  return command.slice(command.indexOf('--repeat-each=1') + 1);
};

describe('what a run of Playwright is asked for', () => {
  it('is all without a name', () => {
    expect(argumentsFor()).toEqual([]);
  });

  it('is a file by its whole name, so that the others need not be read', () => {
    const [pattern = '', ...more] = argumentsFor('window.spec.ts');
    expect(more).toEqual([]);
    expect('/project/e2e/window.spec.ts').toMatch(new RegExp(pattern));
    expect('/project/e2e/home-window.spec.ts').not.toMatch(new RegExp(pattern));
    expect(argumentsFor('a.spec.ts', 'b.spec.ts')).toHaveLength(2);
  });

  it('is a title otherwise', () => {
    expect(argumentsFor('a', 'spec.ts')).toEqual(['--grep', 'a spec.ts']);
    expect(argumentsFor('window.spec.ts:21')).toEqual(['--grep', 'window.spec.ts:21']);
  });
});
