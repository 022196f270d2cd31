// Runs benchmark modules (TypeScript, through tsx) one after the other and writes their rows.
// node --import tsx scripts/bench-worker.mjs ROWS_FILE MODULE...
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [rowsFile, ...modules] = process.argv.slice(2);
const rows = [];
for (const file of modules) {
  const { bench } = await import(pathToFileURL(file).href);
  rows.push(...(await bench()));
}
await writeFile(rowsFile, JSON.stringify(rows));
