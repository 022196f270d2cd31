import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTask, writeConfig } from './api';
import { expect, test } from './app';
import { startComfy, waitForState } from './comfy-calls';
import { inMain } from './in-main';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.skip(process.platform !== 'linux', 'An AppImage runs on Linux alone.');
test.use({ worldOptions: { name: 'appimage', pythonTool: 'uv' } });

const writeDown = (file: string) => `import json, os
here = os.path.dirname(os.path.abspath(__file__))
json.dump(dict(os.environ), open(os.path.join(here, "${file}"), "w"))
NODE_CLASS_MAPPINGS = {}
`;

async function seenBy(world: World, file: string): Promise<Record<string, string>> {
  const text = await readFile(join(world.comfyui.customNodesDir, 'witness-pack', file), 'utf8');
  return JSON.parse(text) as Record<string, string>;
}

/** What electron-builder's AppRun exports, and the runtime before it. */
const exportsOf = (image: string, path: string): Record<string, string> => ({
  APPDIR: image,
  APPIMAGE: `${image}.AppImage`,
  ARGV0: './ComfyUI-Manager.AppImage',
  OWD: '/',
  PATH: `${image}:${image}/usr/sbin:${path}`,
  LD_LIBRARY_PATH: `${image}/usr/lib`,
  XDG_DATA_DIRS: `${image}/usr/share/:/usr/share/gnome:/usr/local/share/:/usr/share/`,
  GSETTINGS_SCHEMA_DIR: `${image}/usr/share/glib-2.0/schemas`,
});

test('what an AppImage exports reaches neither ComfyUI, nor an install script, nor what Electron starts', async ({
  world,
}) => {
  const image = await mkdtemp(join(tmpdir(), '.mount_Comfy'));
  const path = world.env['PATH'] ?? process.env['PATH'] ?? '';
  await world.comfyui.placeFiles({
    'witness-pack/__init__.py': writeDown('seen.json'),
    'witness-pack/install.py': writeDown('install-seen.json'),
  });
  await writeConfig(world, ['security_level = weak']);
  const { api, app, page, close } = await launchApp({ world, environment: exportsOf(image, path) });
  try {
    await startComfy(api);
    expect((await runTask(api, { kind: 'fix', params: { node_name: 'witness-pack' } })).result).toBe('success');
    const own = await inMain(() => app.evaluate(() => ({ ...process.env })));
    for (const seen of [await seenBy(world, 'seen.json'), await seenBy(world, 'install-seen.json')]) {
      expect(JSON.stringify(seen)).not.toContain(image);
      expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['APPIMAGE']));
      expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['OWD']));
      expect(seen['PATH']).toContain(path);
    }
    expect(own['XDG_DATA_DIRS']).toBe('/usr/share/gnome:/usr/local/share/:/usr/share/');
    expect(own).not.toHaveProperty('LD_LIBRARY_PATH');
    await callByWindow(page, 'comfyui.stop');
    await waitForState(api, 'stopped');
  } finally {
    await close();
    await rm(image, { recursive: true });
  }
});
