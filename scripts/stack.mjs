// npm run stack -- [MAPS] < FILE: a stack out of a log, with the files, lines and columns of the source. MAPS is the folder of maps that npm run package
// put beside a package; left out, those of the app that this checkout has built.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectDir, runMain } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { hasMaps, openMaps } from './source-maps.mjs';

await runMain(async () => {
  const [given, ...rest] = process.argv.slice(2);
  const folder = given === undefined ? join(projectDir, 'out') : resolve(process.env.INIT_CWD ?? process.cwd(), given);
  if (rest.length > 0 || !hasMaps(folder)) {
    throw new ScriptError(
      rest.length > 0 ? 'One folder of maps is enough.' : `There are no maps in ${folder}.`,
      'Usage: npm run stack -- [MAPS] < FILE. `npm run build` makes the maps of this checkout.',
      2,
    );
  }
  process.stdout.write(openMaps(folder)(readFileSync(0, 'utf8')));
});
