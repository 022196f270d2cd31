#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { sentenceOf, toAppError } from '../contract/errors';
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
    'install-comfyui': { type: 'string' },
    python: { type: 'string' },
    torch: { type: 'string' },
    'comfyui-version': { type: 'string' },
    version: { type: 'boolean' },
  },
});

if (values.version) {
  process.stdout.write(`${appVersion}\n`);
} else if (positionals[0] === 'serve') {
  const { serve } = await import('../serve/serve');
  const { 'user-data-dir': userDataDir, 'install-comfyui': installComfyui, 'comfyui-version': comfyuiVersion } = values;
  try {
    await serve({ ...values, userDataDir, installComfyui, comfyuiVersion });
  } catch (error) {
    process.stderr.write(`${sentenceOf(toAppError(error))}\n`);
    process.exitCode = toAppError(error).code === 'invalid-input' ? 2 : 1;
  }
} else {
  process.stderr.write('cmdesk serve --comfyui FOLDER [--port N] [--launch] [--set NAME=VALUE]\n');
  process.exitCode = 2;
}
