// npm run smoke [-- PACKAGE...]: tries packages as a person has them: outside of the project, with an empty home, not as root.
// A package is an AppImage, a deb, a tar.gz, an unpacked folder, or a program that was installed. Without one the app is packed first.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectDir, runMain } from './project.mjs';
import { readPlaywright } from './reports.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTrialTools } from './system-packages.mjs';
import { runParts } from './test-parts.mjs';

const USAGE = 'Usage: npm run smoke [-- [--app PROGRAM] [PACKAGE...]]';
const FRESH = join(projectDir, 'dist', 'smoke');

function readArguments(argv) {
  try {
    const options = { app: { type: 'string', multiple: true, default: [] } };
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true, strict: true });
    return [...values.app, ...positionals].map((name) => resolve(name));
  } catch (error) {
    throw new ScriptError(error.message, USAGE, 2);
  }
}

// What a person would download, with little compression: it is read once and thrown away.
function pack() {
  const wanted = process.platform === 'linux' ? ['--linux', 'deb', '--fast'] : ['--dir'];
  const args = [
    join(projectDir, 'scripts', 'package.mjs'),
    ...wanted,
    '-c.directories.output=dist/smoke',
    '-c.compression=store',
  ];
  const { status } = spawnSync(process.execPath, args, { cwd: projectDir, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new ScriptError('There is no package to try.', 'What stands above says why it was not made.');
  const made = readdirSync(FRESH).filter((name) =>
    process.platform === 'linux' ? name.endsWith('.deb') : name.endsWith('-unpacked'),
  );
  return made.map((name) => join(FRESH, name));
}

await runMain(() => {
  const given = readArguments(process.argv.slice(2));
  const missing = given.find((file) => !existsSync(file));
  if (missing !== undefined) throw new ScriptError(`${missing} is not there.`, USAGE, 2);
  ensureTrialTools();
  const packages = given.length > 0 ? given : pack();
  process.env.SMOKE_PACKAGES = JSON.stringify(packages);
  const smoke = {
    title: 'Packages, as a person has them',
    command: () => [
      ...[process.execPath, join(projectDir, 'node_modules', 'playwright', 'cli.js'), 'test'],
      ...['-c', 'e2e/smoke/playwright.config.ts', '--reporter=list,json'],
    ],
    rounds: () => 1,
    reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
    read: readPlaywright,
  };
  return runParts([smoke], { names: [], repeat: 1 });
});
