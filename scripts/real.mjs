// COMFYUI_SRC=FOLDER npm run real -- [title]: brings a real ComfyUI from nothing to running with the PyTorch for the processor, by the window and by one command, with packages of the real
// index; then to another Python, and back. The packages of torch come from the index that COMFYUI_TORCH_INDEX names ('' for the usual one).
import { tmpdir } from 'node:os';
import { playwrightPart } from './playwright-part.mjs';
import { runMain, say } from './project.mjs';
import { runParts } from './test-parts.mjs';

const walk = playwrightPart({ title: 'A real ComfyUI', config: 'e2e/real/playwright.config.ts', needsBus: true });

async function main() {
  // Gigabytes: not in memory, where tests keep their files.
  process.env.TMPDIR ??= tmpdir();
  if (!process.env.COMFYUI_SRC) {
    say('real: COMFYUI_SRC names no checkout of ComfyUI; nothing was run');
    process.stdout.write('0 passed, 0 failed, 1 skipped\n');
    return 0;
  }
  return runParts([walk], { names: process.argv.slice(2), repeat: 1 });
}

await runMain(main);
