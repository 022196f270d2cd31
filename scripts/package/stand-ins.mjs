// electron-builder downloads its tools from github.com. Where that cannot be reached, what the system has does the same work, by the environment
// variables that electron-builder 26 reads; 27 reads none of them (docs/decisions/037).
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { projectDir } from '../project.mjs';
import { ensurePackagers } from '../system-packages.mjs';
import { makeRuntime } from './appimage-runtime.mjs';

const toolsDir = join(projectDir, '.cache', 'package-tools');

/**
 * Prepares the tools that stand in for electron-builder's.
 * @param {{isFast: boolean}} how fast: for tests, larger and sooner
 * @returns {Record<string, string>} environment variables for electron-builder
 * @throws {import('../script-error.mjs').ScriptError} when a system package is missing and cannot be installed
 */
export function prepareStandIns({ isFast }) {
  ensurePackagers();
  return {
    ELECTRON_BUILDER_7ZIP_PATH: findCommand('7za'),
    CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm-deb.mjs'),
    APPIMAGE_TOOLS_PATH: layOutAppImageTools(isFast),
    ...(isFast ? { ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' } : {}),
  };
}

function findCommand(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}

// The folder that electron-builder would have unpacked: the tools, one runtime for each architecture, and libraries, of which none are needed.
function layOutAppImageTools(isFast) {
  const folder = join(toolsDir, isFast ? 'appimage-fast' : 'appimage');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'runtimes'), { recursive: true });
  mkdirSync(join(folder, 'lib', 'x64'), { recursive: true });
  symlinkSync(findCommand('desktop-file-validate'), join(folder, 'desktop-file-validate'));
  writeProgram(
    join(folder, 'mksquashfs'),
    `#!/bin/sh\nexec mksquashfs "$@"${isFast ? ' -Xcompression-level 1' : ''}\n`,
  );
  writeProgram(join(folder, 'runtimes', 'runtime-x64'), makeRuntime());
  return folder;
}

function writeProgram(file, content) {
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}
