// npm run demo [-- --launch]: the app on a world of its own: a ComfyUI with packs, remotes and a registry, all on this machine.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { openDisplay } from './display.mjs';
import { launchApp } from './launch.mjs';
import { runMain, say } from './project.mjs';
import { runSession, waitForEnd } from './session.mjs';
import { ensureSetup } from './setup.mjs';
import { parseDemoArguments, toAppArguments } from './start-arguments.mjs';
import { startWorld } from './world.mjs';

await runMain(() =>
  runSession(async ({ own, stopRequest }) => {
    const { launch, port } = parseDemoArguments(process.argv.slice(2));
    const { electron } = await ensureSetup({ forWorld: true });
    ensureBuild();
    const userDataDir = await mkdtemp(join(tmpdir(), 'comfyui-manager-demo-'));
    own(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    const display = await openDisplay();
    own(display.stop);
    say('demo: building a world to play in (a ComfyUI, git remotes, a registry, a Python index)');
    const world = startWorld();
    own(world.stop);
    const place = await Promise.race([world.ready, stopRequest]);
    if (place === 'stopped') return 0;
    const set = Object.entries(place.set).map(([key, value]) => `${key}=${value}`);
    const app = launchApp({
      electron,
      display,
      userDataDir,
      args: toAppArguments({ comfyui: place.comfyui, port, launch, set }),
    });
    own(app.stop);
    return waitForEnd(Promise.race([app.exit, world.exit]), stopRequest);
  }),
);
