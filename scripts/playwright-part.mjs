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
      ...(names.length > 0 ? ['--grep', names.join(' ')] : []),
    ],
    rounds: () => 1,
    reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
    read: readPlaywright,
    ...more,
  };
}
