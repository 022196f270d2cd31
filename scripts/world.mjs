// The demo world (e2e/world) as a child process: a ComfyUI, git remotes, a registry, an index and a model host on loopback.
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { projectDir } from './project.mjs';
import { ScriptError } from './script-error.mjs';

/**
 * Starts the world and waits until it is up: then it prints one line of JSON. It lives until its stdin closes.
 * @returns {{ready: Promise<{comfyui: string, set: Record<string, string>}>, exit: Promise<unknown>, stop: (graceMs: number) => Promise<void>}}
 */
export function startWorld() {
  const world = startChild(process.execPath, ['--import', 'tsx', join('e2e', 'world', 'demo.ts')], {
    cwd: projectDir,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  world.process.stdin.on('error', () => {});
  return { ready: readFirstLine(world), exit: world.exit, stop: (graceMs) => stopChild(world, graceMs) };
}

async function readFirstLine(world) {
  const lines = createInterface({ input: world.process.stdout });
  const first = await Promise.race([
    new Promise((resolve) => lines.once('line', resolve)),
    world.exit.then(() => undefined),
  ]);
  if (first === undefined) {
    throw new ScriptError('The demo world ended before it was up.', 'Its own message stands above.');
  }
  return JSON.parse(first);
}
