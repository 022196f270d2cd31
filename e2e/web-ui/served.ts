import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { expect } from 'playwright/test';
import { launchServed, type Served } from '../launch-served';
import type { ComfyCore } from '../world/comfy-source';
import { givenComfyUi } from '../world/real-comfyui';
import { createWorld, type World } from '../world/world';
import { findChromium, startChromium } from './chromium';
import { frontEnd, type WebUiVersion } from './front-end';

/** A world whose ComfyUI serves one version of the real web UI, the app, or `cmdesk serve`, in front of it, and a browser to open it in. */
export interface ServedWebUi {
  world: World;
  served: Served;
  browser: Browser;
  close(): Promise<void>;
}

/** What it takes, or why it cannot be had on this machine. */
export type Means = { chromium: string; root: string } | { missing: string };

/** Looks for a Chromium and fetches the front end. */
export async function findMeans(version: WebUiVersion): Promise<Means> {
  const chromium = await findChromium();
  if (chromium === null) return { missing: 'There is no Chromium on PATH.' };
  const found = await frontEnd(version);
  return 'missing' in found ? found : { chromium, root: found.root };
}

export interface ServeOptions {
  version: WebUiVersion;
  core: ComfyCore;
  means: { chromium: string; root: string };
}

/** Of a real ComfyUI on a busy machine. */
const serveMs = 120_000;

/** Starts the app as `npm start -- --launch` does, or `cmdesk serve --launch`, and waits until the web UI answers through the gateway. */
export async function serveWebUi({ version, core, means }: ServeOptions): Promise<ServedWebUi> {
  const world = await createWorld({ name: `web-ui-${version}`, pythonTool: 'uv', core, real: await givenComfyUi() });
  const settings = { 'comfyui.arguments': `--cpu --front-end-root "${means.root}"` };
  const served = await launchServed({ world, settings, flags: ['--port', '0', '--launch'] });
  const index = await readFile(join(means.root, 'index.html'), 'utf8');
  await expect.poll(async () => (await fetch(served.api).catch(() => null))?.text(), { timeout: serveMs }).toBe(index);
  const browser = await startChromium(means.chromium);
  return {
    ...{ world, served, browser },
    close: async () => {
      await browser.close();
      await served.close();
      await world.stop();
    },
  };
}
