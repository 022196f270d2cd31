// A run of Playwright as one part of a run of tests: `npm test`, `npm run attack` and `npm run smoke` differ in their configuration alone.
import { join } from 'node:path';
import { projectDir } from './project.mjs';
import { readPlaywright } from './reports.mjs';

/**
 * @param {{title: string, config: string, options?: string[]} & Partial<import('./test-parts.mjs').TestPart>} about `config`: path from the project's root;
 *   what else a part has goes before what is here
 * @returns {import('./test-parts.mjs').TestPart}
 */
export function playwrightPart({ title, config, options = [], ...more }) {
  return {
    title,
    command: ({ names, repeat }) => [
      ...[process.execPath, join(projectDir, 'node_modules', 'playwright', 'cli.js'), 'test', '-c', config],
      ...['--reporter=list,json', `--repeat-each=${repeat}`, ...options],
      ...chosen(names),
    ],
    rounds: () => 1,
    reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
    read: readPlaywright,
    ...more,
  };
}

// By a title every file is read to find it, which takes seconds; by the names of files only those are.
function chosen(names) {
  if (names.length === 0) return [];
  if (!names.every((name) => /^[\w-]+\.\w+\.ts$/u.test(name))) return ['--grep', names.join(' ')];
  return names.map((name) => `/${name.replaceAll('.', '\\.')}$`);
}
