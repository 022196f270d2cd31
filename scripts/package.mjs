// npm run package -- [--linux|--mac|--win TARGET...] [--dir] [--fast] [what electron-builder takes]: builds the app and packs it into dist/.
// With the official Electron by electron-builder's own tools. With the fallback what Linux has makes AppImage, deb and tar.gz, and their names say so.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { checkPackages, outputDir } from './package/check-packages.mjs';
import { writeNotices } from './package/notices.mjs';
import { composeArguments, readRequest } from './package/request.mjs';
import { prepareStandIns } from './package/stand-ins.mjs';
import { projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureSetup } from './setup.mjs';
import { keepMaps } from './source-maps.mjs';

await runMain(async () => {
  const request = readRequest(process.argv.slice(2));
  const { electron } = await ensureSetup();
  const args = composeArguments(request, electron);
  const tools = electron.isOfficial ? {} : prepareStandIns(request);
  if (!electron.isOfficial)
    say(`package: on Electron ${electron.version}, with the tools of this system: for tests, no release`);
  ensureBuild();
  const { count: parts } = writeNotices(join(projectDir, 'out'));
  say(`package: the licences of ${parts} parts go with it`);
  const startedAt = Date.now();
  const builder = join(projectDir, 'node_modules', 'electron-builder', 'cli.js');
  const { status } = spawnSync(process.execPath, [builder, ...args], {
    cwd: projectDir,
    stdio: 'inherit',
    // What the person set goes first: they may have better tools.
    env: { ...tools, ...process.env },
  });
  if (status !== 0) throw new ScriptError('The package was not made.', 'electron-builder says above why.');
  for (const { name, megabytes } of checkPackages(outputDir(request.others), startedAt))
    say(`package: ${name}, ${megabytes} MB`);
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
  const kept = join('dist', `source-maps-${version}`);
  const count = keepMaps(join(projectDir, 'out'), join(projectDir, kept));
  say(`package: ${count} source maps are kept in ${kept}; \`npm run stack -- ${kept} < FILE\` reads a stack with them`);
});
