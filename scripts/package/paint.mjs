// Draws SVGs as PNGs, with the Chromium that the app runs on (icon-painter/).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openDisplay } from '../display.mjs';
import { needsNoSandbox } from '../launch.mjs';
import { ScriptError } from '../script-error.mjs';
import { ensureSetup } from '../setup.mjs';

/**
 * Draws each picture from its curves, `edge` pixels square; at a `scale` below 1 with an empty margin around it.
 * @param {readonly {svg: string, edge: number, scale?: number}[]} pictures whose `svg` begins with its width and height
 * @returns {Promise<Buffer[]>} the PNGs, in the same order
 */
export async function paintPictures(pictures) {
  const { electron } = await ensureSetup();
  const display = await openDisplay();
  try {
    const sandbox = needsNoSandbox(electron.dist) ? ['--no-sandbox'] : [];
    const args = [...sandbox, '--disable-gpu', join(import.meta.dirname, 'icon-painter')];
    const { status, stdout, stderr } = spawnSync(electron.executable, args, {
      encoding: 'utf8',
      env: { ...process.env, ...display.env },
      input: JSON.stringify(pictures),
      maxBuffer: 64 << 20,
      timeout: 60_000,
    });
    if (status !== 0) throw new ScriptError(`The pictures could not be drawn.\n${stderr}`, 'Look at their SVGs.');
    return JSON.parse(stdout).map((text) => Buffer.from(text, 'base64'));
  } finally {
    await display.stop(0);
  }
}
