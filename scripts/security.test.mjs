import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { problemOf, readNamedTests } from './named-tests.mjs';
import { projectDir } from './project.mjs';

const page = readFileSync(join(projectDir, 'docs', 'security.md'), 'utf8');
/** Items of Electron's own checklist (its documentation, "Security"). */
const checklistItems = 20;

describe('docs/security.md', () => {
  const promises = readNamedTests(page, 'P');
  const items = readNamedTests(page, 'E');
  const inOrder = (count) => Array.from({ length: count }, (_item, index) => index + 1);

  it('numbers its promises, and goes through the whole checklist', () => {
    expect(promises.map(({ number }) => number)).toEqual(inOrder(promises.length));
    expect(promises.length).toBeGreaterThan(20);
    expect(items.map(({ number }) => number)).toEqual(inOrder(checklistItems));
  });

  it.each([
    ...promises.map(({ number, tests }) => [`P${number}`, tests]),
    ...items.map(({ number, tests }) => [`E${number}`, tests]),
  ])('%s names tests that exist', (_point, tests) => {
    expect(tests).not.toEqual([]);
    expect(tests.map(problemOf).filter((problem) => problem !== null)).toEqual([]);
  });
});

describe('the packaged app', () => {
  const { asar, electronFuses } = parse(readFileSync(join(projectDir, 'electron-builder.yml'), 'utf8'));

  it('runs nothing but its own archive, and is no Node for others', () => {
    expect(asar).toBe(true);
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    });
  });

  it('is built on an Electron that is named exactly', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('the policy of the page', () => {
  const html = readFileSync(join(projectDir, 'renderer', 'index.html'), 'utf8');
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? '';
  const directives = new Map(policy.split(';').map((text) => text.trim().split(/ (.*)/s)));

  it('begins with nothing, and lets in only what is ours', () => {
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('base-uri')).toBe("'none'");
    expect(directives.get('form-action')).toBe("'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });
});
