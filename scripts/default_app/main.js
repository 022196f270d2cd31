// What `electron FOLDER` starts with: reads the folder's package.json and becomes that application.
// Understands `electron [-r module]... FOLDER [arguments]`; everything behind FOLDER belongs to the application.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

function readCommandLine(argv) {
  const preloads = [];
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index];
    if (argument === '-r' || argument === '--require') preloads.push(argv[(index += 1)]);
    else if (!argument.startsWith('-')) return { preloads, folder: resolve(argument) };
  }
  return { preloads, folder: undefined };
}

const { preloads, folder } = readCommandLine(process.argv);
for (const preload of preloads) require(preload);
if (folder === undefined) {
  console.error('Usage: electron [-r module] FOLDER [arguments]');
  app.exit(2);
} else {
  const manifest = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
  process.defaultApp = true;
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(folder);
  try {
    await import(pathToFileURL(resolve(folder, manifest.main)).href);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}
