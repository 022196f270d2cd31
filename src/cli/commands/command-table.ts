import entries from './commands.json';
import type { CommandEntry } from './row';

const written: unknown = entries;

/** All commands with their arguments, as `table.ts` describes them: written into a file, because their schemas take longer to load than most calls take. */
export const commandTable = written as readonly CommandEntry[];
