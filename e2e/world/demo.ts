/**
 * Starts the demo world, prints ONE line of JSON on stdout when it is up, and ends when stdin closes or a signal comes.
 * `--python-tool pip|uv` (default uv, falls back to pip), `--catalogue FOLDER` serves real catalogue files as the channel.
 * `--root FOLDER` makes that folder and lives in it: whoever named it can remove it when this process could not.
 * `COMFYUI_SRC=FOLDER` takes a clone of that ComfyUI instead of the stand-in.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { givenComfyUi } from './real-comfyui';
import { createWorld } from './world';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { 'python-tool': text, catalogue: text, root: text } });
const report = (text: string): void => void process.stderr.write(`world: ${text}\n`);

async function main(): Promise<void> {
  const end = new AbortController();
  listenForEnd(() => end.abort());
  const pythonTool = values['python-tool'] === 'pip' ? 'pip' : 'uv';
  const options = {
    catalogueDir: values.catalogue,
    root: values.root,
    pythonTool,
    report,
    signal: end.signal,
  } as const;
  const world = await createWorld({ name: 'demo', packs: 'demo', real: await givenComfyUi(), ...options });
  process.stdout.write(`${JSON.stringify({ comfyui: world.comfyui.path, set: world.settings, env: world.env })}\n`);
  report('up');
  if (!end.signal.aborted) await once(end.signal, 'abort');
  report('stopping');
  await world.stop();
  process.exit(0);
}

function listenForEnd(onEnd: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onEnd);
  process.stdin.on('end', onEnd).on('close', onEnd);
  process.stdin.resume();
}

main().catch((error: unknown) => {
  report(`ended early: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
