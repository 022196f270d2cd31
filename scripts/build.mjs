// Builds the app into out/ when its sources have changed since the last build.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { isMainModule, projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTools } from './setup.mjs';

const SOURCES = [
  'src',
  'main',
  'preload',
  'renderer',
  'assets',
  'docs/openapi.yaml',
  'electron.vite.config.ts',
  'scripts/package/cli.vite.config.ts',
  'scripts/start-chunk.mjs',
  'scripts/package/bundled.mjs',
  'package.json',
  'package-lock.json',
];
const stampFile = join(projectDir, 'out', '.build-stamp');

/** Makes out/ current. Prints one line when it builds, the builder's words only when it fails. */
export function ensureBuild() {
  const wanted = fingerprint(projectDir, SOURCES);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  const startedAt = Date.now();
  build('electron-vite/bin/electron-vite.js');
  build('vite/bin/vite.js', ['--config', 'scripts/package/cli.vite.config.ts']);
  mkdirSync(join(projectDir, 'out'), { recursive: true });
  writeFileSync(stampFile, wanted);
  say(`build: the app was built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function build(builder, args = []) {
  const command = [join(projectDir, 'node_modules', builder), 'build', '--logLevel', 'warn', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: projectDir,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
    maxBuffer: 64 << 20,
  });
  if (status === 0) return;
  throw new ScriptError(`The build failed:\n${stdout}${stderr}`, 'Mend what the message above names, then try again.');
}

if (isMainModule(import.meta.url)) {
  await runMain(async () => {
    ensureTools();
    ensureBuild();
  });
}
