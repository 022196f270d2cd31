// One hash over many files: tells whether a result is older than what it was made from.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 over names and bytes of the given files and folders, without tests and what only they use; a missing one counts as missing. */
export function fingerprint(root, entries) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const file of listFiles(root, entry))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(root, entry) {
  const stats = statSync(join(root, entry), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return /\.test\.\w+$/.test(entry) ? [] : [entry];
  const names = readdirSync(join(root, entry))
    .filter((name) => name !== 'testing')
    .sort();
  return names.flatMap((name) => listFiles(root, `${entry}/${name}`));
}
