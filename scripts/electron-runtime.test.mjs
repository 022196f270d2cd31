import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where';
import { FALLBACK_VERSION, isFallbackUsed } from './electron-runtime.mjs';
import { projectDir } from './project.mjs';

const options = onlyWhere(isFallbackUsed(), 'This machine has the official Electron.');
it('asks for the official Electron again where the fallback is in use, once a day', options, async () => {
  let requests = 0;
  const mirror = createServer((_request, response) => {
    requests += 1;
    response.writeHead(404).end();
  });
  mirror.listen(0, '127.0.0.1');
  await once(mirror, 'listening');
  const cache = mkdtempSync(join(tmpdir(), 'electron-cache-'));
  const fallback = join(cache, 'comfyui-manager-desktop', `electron-${FALLBACK_VERSION}-linux-x64`);
  const find = async () => {
    const before = requests;
    const env = {
      ...process.env,
      XDG_CACHE_HOME: cache,
      ELECTRON_MIRROR: `http://127.0.0.1:${mirror.address().port}/`,
    };
    const child = spawn(process.execPath, [join(projectDir, 'scripts', 'electron-runtime.mjs')], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [text] = await once(child.stdout.setEncoding('utf8'), 'data');
    await once(child, 'close');
    expect(text.trim()).toBe(fallback);
    return requests > before;
  };
  try {
    mkdirSync(fallback, { recursive: true });
    expect(await find()).toBe(false);
    const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
    utimesSync(fallback, yesterday, yesterday);
    expect(await find()).toBe(true);
    expect(statSync(fallback).mtimeMs).toBeGreaterThan(yesterday.getTime());
    expect(await find()).toBe(false);
  } finally {
    mirror.close();
    rmSync(cache, { recursive: true, force: true });
  }
});
