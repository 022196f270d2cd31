// Runs a development tool quietly and hands back all it said.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from './project.mjs';

/**
 * Runs a tool of node_modules under this Node, in the project's folder.
 * @param {string} script path below node_modules
 * @param {string[]} args
 * @param {Record<string, string>} [env] additions to the environment
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}
 */
export function runTool(script, args, env = {}) {
  return collect(process.execPath, [join(projectDir, 'node_modules', script), ...args], env);
}

/** The same for a program of this machine. @returns {Promise<{code: number, stdout: string, stderr: string} | null>} null: there is none of this name */
export async function runProgram(name, args) {
  return collect(name, args, {}).catch((error) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function collect(program, args, env) {
  const child = spawn(program, args, {
    cwd: projectDir,
    env: { ...process.env, ...env, FORCE_COLOR: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, ...output }));
  });
}
