// npm run attack: sets up, builds, then attacks the real app: from a hostile page, by raw sockets, and as hostile hosts.
// npm run attack -- [title] makes a part of the attacks.
import { join } from 'node:path';
import { projectDir, runMain } from './project.mjs';
import { readHeldBefore, readPlaywright } from './reports.mjs';
import { printList, runParts } from './test-parts.mjs';

const attack = {
  title: 'Attacks on the real app',
  command: ({ names, repeat }) => [
    ...[process.execPath, join(projectDir, 'node_modules', 'playwright', 'cli.js'), 'test'],
    ...['-c', 'e2e/attack/playwright.config.ts', '--reporter=list,json', `--repeat-each=${repeat}`],
    ...(names.length > 0 ? ['--grep', names.join(' ')] : []),
  ],
  rounds: () => 1,
  reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
  read: (text) => {
    // An attack that never succeeded shows no mended hole; that is said, so that nobody takes it for one.
    printList('Never succeeded, also before this suite was written', readHeldBefore(text));
    return readPlaywright(text);
  },
};

await runMain(() => runParts([attack], { names: process.argv.slice(2), repeat: 1 }));
