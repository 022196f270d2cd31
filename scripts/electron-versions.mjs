// Which Electron, Chromium and Node a run is really on: nobody should have to guess that of a green test.
import { spawnSync } from 'node:child_process';
import { ScriptError } from './script-error.mjs';

/** @typedef {{electron: string, chrome: string, node: string}} Versions */

/**
 * Asks a runtime what it is made of; it starts as plain Node, without a window.
 * @param {string} executable
 * @returns {Versions}
 * @throws {ScriptError} when it does not start
 */
export function readVersions(executable) {
  const question = 'const { electron, chrome, node } = process.versions; JSON.stringify({ electron, chrome, node })';
  const { status, stdout, stderr, error } = spawnSync(executable, ['-p', question], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  if (status === 0) return JSON.parse(stdout);
  throw new ScriptError(
    `The Electron runtime does not start: ${(error?.message ?? stderr).trim()}`,
    `Delete the folder of ${executable}, then try again: it is fetched anew.`,
  );
}

/** One line for the person: the runtime in use, and the declared one where that is another. @param {Versions} versions @param {string} declared */
export function describeVersions({ electron, chrome, node }, declared) {
  const use = `Electron ${electron} (Chromium ${chrome}, Node ${node})`;
  const other = electron === declared ? '' : `, where package.json declares ${declared}`;
  return `runtime: the app runs on ${use}${other}; tests and scripts on Node ${process.versions.node}`;
}
