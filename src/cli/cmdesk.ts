#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { appVersion } from '../serve/app-facts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    comfyui: { type: 'string' },
    port: { type: 'string' },
    'user-data-dir': { type: 'string' },
    launch: { type: 'boolean' },
    set: { type: 'string', multiple: true },
    log: { type: 'string' },
    version: { type: 'boolean' },
  },
});

if (values.version) {
  process.stdout.write(`${appVersion}\n`);
} else if (positionals[0] === 'serve') {
  const { serve } = await import('../serve/serve');
  const { comfyui, port, launch, set, log, 'user-data-dir': userDataDir } = values;
  await serve({ comfyui, port, launch, set, log, userDataDir });
} else {
  process.stderr.write('cmdesk serve --comfyui FOLDER [--port N] [--launch] [--set NAME=VALUE]\n');
  process.exitCode = 2;
}
