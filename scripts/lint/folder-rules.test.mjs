// Every folder rule is shown one import that breaks it, and a tree that keeps them all.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import { BREAKS, KEEPS, ROOM_BREAKS, ROOM_RULES } from './folder-rule-cases.mjs';

const run = promisify(execFile);
const FOLDERS = ['src', 'main', 'preload', 'renderer', 'e2e'];

const importLine = (target, index) =>
  target.startsWith('type ')
    ? `import type { value as v${index} } from '${target.slice(5)}';\nexport type T${index} = typeof v${index};`
    : `import { value as v${index} } from '${target}';\nexport const c${index} = v${index};`;

async function writeModule(root, file, targets) {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), `${targets.map(importLine).join('\n')}\nexport const value = 1;\n`);
}

async function writeTree(root, modules) {
  for (const name of ['zod', 'yaml', 'react', 'electron']) {
    await writeModule(root, `node_modules/${name}/index.js`, []);
    await writeFile(join(root, `node_modules/${name}/package.json`), JSON.stringify({ name, main: 'index.js' }));
  }
  const empty = [
    'src/contract/errors.ts',
    'main/window/window.ts',
    'renderer/components/button.tsx',
    'e2e/world/demo.ts',
  ];
  for (const file of empty) await writeModule(root, file, []);
  for (const [file, targets] of [...KEEPS, ...modules]) await writeModule(root, file, targets);
}

async function cruise(root) {
  const bin = join(projectDir, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [bin, '--config', join(projectDir, '.dependency-cruiser.cjs'), '--output-type', 'json', ...FOLDERS];
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: 64 << 20 }).catch((error) => error);
  return JSON.parse(stdout).summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

describe('folder rules', () => {
  let root;
  let violations;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'folder rules '));
    await writeTree(join(root, 'kept'), []);
    await writeTree(join(root, 'broken'), [
      ...BREAKS.map(([, file, target]) => [file, [target]]),
      ...ROOM_BREAKS.map(([area, room, other]) => [`${area}/${room}/across-${other}.ts`, [`../${other}/aim`]]),
      ...ROOM_RULES.map(({ target }) => [target, []]),
      ['src/base/index.ts', ['./files']],
      ['src/base/cycle-a.ts', ['./cycle-b']],
      ['src/base/cycle-b.ts', ['type ./cycle-a']],
      ['src/base/alone.ts', []],
    ]);
    violations = await cruise(join(root, 'broken'));
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it('are quiet about a tree that keeps them', async () => {
    expect(await cruise(join(root, 'kept'))).toEqual([]);
  });

  it.each(BREAKS)('%s: %s must not import %s', (rule, from) => {
    expect(violations).toContainEqual(expect.objectContaining({ rule, from }));
  });

  it.each(ROOM_RULES)('$rule: $file must not import $target', ({ rule, file, target }) => {
    expect(violations).toContainEqual({ rule, from: file, to: target });
  });

  it('no-circular counts imports of types', () => {
    const knots = violations.filter(({ rule }) => rule === 'no-circular').map(({ from, to }) => [from, to].sort());
    expect(knots).toContainEqual(['src/base/cycle-a.ts', 'src/base/cycle-b.ts']);
  });

  it('no-orphans finds the file nobody imports', () => {
    expect(violations).toContainEqual(expect.objectContaining({ rule: 'no-orphans', from: 'src/base/alone.ts' }));
  });

  it('every rule of the configuration has a case here', async () => {
    const { default: config } = await import('../../.dependency-cruiser.cjs');
    const proven = new Set([
      ...BREAKS.map(([rule]) => rule),
      ...ROOM_RULES.map(({ rule }) => rule),
      'no-circular',
      'no-orphans',
    ]);
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
