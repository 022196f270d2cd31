// npm run attack: sets up, builds, then attacks the real app: from a hostile page, by raw sockets, and as hostile hosts.
// npm run attack -- [title] makes a part of the attacks.
import { playwrightPart } from './playwright-part.mjs';
import { runMain } from './project.mjs';
import { readHeldBefore, readPlaywright } from './reports.mjs';
import { printList, runParts } from './test-parts.mjs';

const attack = playwrightPart({
  title: 'Attacks on the real app',
  config: 'e2e/attack/playwright.config.ts',
  // One for each worker.
  displays: 2,
  read: (text) => {
    // An attack that never succeeded shows no mended hole; that is said, so that nobody takes it for one.
    printList('Never succeeded, also before this suite was written', readHeldBefore(text));
    return readPlaywright(text);
  },
});

await runMain(() => runParts([attack], { names: process.argv.slice(2), repeat: 1 }));
