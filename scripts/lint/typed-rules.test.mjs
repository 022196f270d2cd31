import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import { readOxlint } from '../reports.mjs';
import { runTool } from '../run-tool.mjs';

let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'typed-rules-'));
  const project = { extends: join(projectDir, 'tsconfig.json'), include: ['*.ts'], compilerOptions: { types: [] } };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
});
afterEach(() => rm(folder, { recursive: true }));

/** What the rules of .oxlintrc.json say of a file of this text. */
async function findIn(text) {
  await writeFile(join(folder, 'tried.ts'), text);
  const config = ['--config', join(projectDir, '.oxlintrc.json')];
  const { stdout } = await runTool('oxlint/bin/oxlint', ['--format', 'json', ...config, folder]);
  const { seen, problems } = readOxlint(stdout);
  expect(seen).toBe(1);
  return problems.map((line) => /\(([^()]+\([^()]+\))\)$/.exec(line)?.[1]);
}

it.each([
  ['a promise that nobody waits for', 'Promise.resolve(1);', 'no-floating-promises'],
  ['an any that is handed on', 'export const one: string = JSON.parse("1");', 'no-unsafe-assignment'],
  [
    'a condition that is always true',
    'export const two = (x: string) => (x === null ? 1 : 2);',
    'no-unnecessary-condition',
  ],
  ['what is deprecated', '/** @deprecated */ const old = 1;\nexport const three = old;', 'no-deprecated'],
])('%s is found', async (_what, text, rule) => {
  expect(await findIn(`${text}\n`)).toEqual([`typescript(${rule})`]);
});

it('what is in order is left alone', async () => {
  expect(await findIn('export const read = async (): Promise<unknown> => JSON.parse("1");\n')).toEqual([]);
});
