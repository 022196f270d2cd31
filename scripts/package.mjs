// npm run package: builds and packs the app for this system into dist/.
// With the official Electron all targets of electron-builder.yml are made; with the fallback runtime a folder, which needs no download.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureSetup } from './setup.mjs';
import { keepMaps } from './source-maps.mjs';

await runMain(async () => {
  const { electron } = await ensureSetup();
  ensureBuild();
  const fallback = ['--dir', `-c.electronDist=${electron.dist}`, `-c.electronVersion=${electron.version}`];
  if (!electron.isOfficial) say(`package: with Electron ${electron.version} only the unpacked folder can be made here`);
  const builder = join(projectDir, 'node_modules', 'electron-builder', 'cli.js');
  const args = [
    builder,
    '--config',
    'electron-builder.yml',
    '--publish',
    'never',
    ...(electron.isOfficial ? [] : fallback),
  ];
  const { status } = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], {
    cwd: projectDir,
    stdio: 'inherit',
  });
  if (status !== 0) throw new ScriptError('The package was not made.', 'electron-builder says above why.');
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
  const kept = join('dist', `source-maps-${version}`);
  const count = keepMaps(join(projectDir, 'out'), join(projectDir, kept));
  say(`package: ${count} source maps are kept in ${kept}; \`npm run stack -- ${kept} < FILE\` reads a stack with them`);
});
