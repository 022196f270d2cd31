// npm run smoke [-- PACKAGE...]: tries packages as a person has them: outside of the project, with an empty home, not as root.
// A package is an AppImage, a deb, a tar.gz, an unpacked folder, or a program that was installed. Without one the app is packed first.
// npm run smoke -- --updates [TITLE...]: three versions are packed, and update themselves from a feed on loopback. With --versions they are kept there and taken again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { playwrightPart } from './playwright-part.mjs';
import { projectDir, runMain } from './project.mjs';
import { layoutOf } from './release/package-kinds.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTrialTools } from './system-packages.mjs';
import { prepareTrials } from './test-environment.mjs';
import { runParts } from './test-parts.mjs';
import { buildVersions } from './update-versions.mjs';

const USAGE = `Usage: npm run smoke [-- [--app PROGRAM] [PACKAGE...]]
   or: npm run smoke -- --updates [--versions FOLDER] [TITLE...]`;
const FRESH = join(projectDir, 'dist', 'smoke');
const VERSIONS = ['0.9.0', '1.0.0', '1.1.0'];

function readArguments(argv) {
  try {
    const options = {
      app: { type: 'string', multiple: true, default: [] },
      updates: { type: 'boolean', default: false },
      versions: { type: 'string' },
    };
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true, strict: true });
    return { ...values, words: positionals };
  } catch (error) {
    throw new ScriptError(error.message, USAGE, 2);
  }
}

// What a person would download, with little compression: it is read once and thrown away.
function pack() {
  const wanted = process.platform === 'linux' ? ['--linux', 'deb', '--fast'] : ['--dir'];
  const args = [join(projectDir, 'scripts', 'package.mjs'), ...wanted, '-c.directories.output=dist/smoke'];
  const { status } = spawnSync(process.execPath, args, { cwd: projectDir, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new ScriptError('There is no package to try.', 'What stands above says why it was not made.');
  const made = readdirSync(FRESH).filter((name) =>
    process.platform === 'linux' ? name.endsWith('.deb') : name.endsWith('-unpacked'),
  );
  return made.map((name) => join(FRESH, name));
}

function runSpecs(project, names) {
  const smoke = playwrightPart({
    title: project === 'updates' ? 'Updates of packages' : 'Packages, as a person has them',
    config: 'e2e/smoke/playwright.config.ts',
    options: [`--project=${project}`],
  });
  return runParts([smoke], { names, repeat: 1, prepare: prepareTrials });
}

function tryPackages(named) {
  const given = named.map((name) => resolve(name));
  const missing = given.find((file) => !existsSync(file));
  if (missing !== undefined) throw new ScriptError(`${missing} is not there.`, USAGE, 2);
  ensureTrialTools();
  const packages = (given.length > 0 ? given : pack()).map((file) => ({
    file,
    layout: layoutOf(basename(file), process.platform),
  }));
  process.env.SMOKE_PACKAGES = JSON.stringify(packages);
  return runSpecs('packages', []);
}

async function tryUpdates({ versions, words }) {
  if (process.platform !== 'linux')
    throw new ScriptError('Updates are tried with AppImages and debs.', 'Do it on Linux.');
  ensureTrialTools();
  const folder = versions === undefined ? mkdtempSync(join(tmpdir(), 'smoke-versions-')) : resolve(versions);
  try {
    process.env.SMOKE_VERSIONS = JSON.stringify(buildVersions(VERSIONS, folder));
    return await runSpecs('updates', words);
  } finally {
    if (versions === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

await runMain(() => {
  const { app, updates, versions, words } = readArguments(process.argv.slice(2));
  if (updates && app.length === 0) return tryUpdates({ versions, words });
  if (updates || versions !== undefined)
    throw new ScriptError('Versions are for --updates, programs are not.', USAGE, 2);
  return tryPackages([...app, ...words]);
});
