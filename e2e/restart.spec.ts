import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { addTask, installParams, runTask, startQueue, waitForTask } from './api';
import { attention, openHome } from './home-calls';
import { judgeEverywhere } from './judge';
import { killApp, launchApp } from './launch';
import { packVersion } from './pack-folder';
import { readDisk } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'restart', pythonTool: 'uv' } });

test('a kill in the middle of a change is told on Home in one line, with the log, and the tasks go on', async ({
  world,
}) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-restart-'));
  const [began, gate] = ['began', 'gate'].map((name) => join(userDataDir, name));
  if (began === undefined || gate === undefined) throw new Error('Two names give two paths.');
  const lines = [
    'import pathlib, time',
    `pathlib.Path(${JSON.stringify(began)}).touch()`,
    `while not pathlib.Path(${JSON.stringify(gate)}).exists(): time.sleep(0.05)`,
  ];
  world.registry.publishVersion('prompt-garden', {
    ...{ version: '9.0.0', createdAt: '2025-12-01T00:00:00Z', changelog: '', status: 'Active', dependencies: [] },
    files: {
      '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'pyproject.toml': '[project]\nname = "prompt-garden"\nversion = "9.0.0"\n',
      'install.py': `${lines.join('\n')}\n`,
    },
  });
  const first = await launchApp({ world, userDataDir });
  await runTask(first.api, { kind: 'install', params: installParams('prompt-garden', '1.0.0') });
  await openHome(first.page);
  await expect(attention(first.page, 'recovered')).toHaveCount(0);
  const before = await readDisk(world);
  const update = await addTask(first.api, { kind: 'update', params: { node_name: 'prompt-garden' } });
  const pending = await addTask(first.api, { kind: 'install', params: installParams('Demo-Upscaler') });
  await startQueue(first.api);
  await expect.poll(() => existsSync(began)).toBe(true);
  expect(await packVersion(world, 'prompt-garden')).toBe('9.0.0');
  // What comes back waits, so that it can be seen what the start alone has done.
  await callByWindow(first.page, 'queue.pause');
  await killApp(first);
  await writeFile(gate, '');

  const second = await launchApp({ world, userDataDir });
  const { app, page } = second;
  await openHome(page);
  const row = attention(page, 'recovered');
  await expect(row).toContainText('The app closed in the middle of its work');
  await expect(row).toContainText('Undone: Update Prompt Garden');
  expect(await readDisk(world)).toEqual(before);
  await judgeEverywhere(app, page, 'home, told afterwards');
  await row.getByRole('button', { name: 'Show log' }).click();
  await expect(page.getByRole('region', { name: 'Log' })).toContainText('update started');
  await openHome(page);
  await row.getByTestId('recovered-dismiss').click();
  await expect(row).toHaveCount(0);
  await callByWindow(page, 'queue.resume');
  for (const uiId of [update, pending]) expect((await waitForTask(second.api, uiId)).result).toBe('success');
  expect(await readTree(join(world.comfyui.userDir, '__manager', 'desktop', 'staging'))).toEqual({});
  expect(await packVersion(world, 'prompt-garden')).toBe('9.0.0');
  await page.reload();
  await openHome(page);
  await expect(page.getByTestId('change-row').first()).toBeVisible();
  await expect(row).toHaveCount(0);
  await second.close();
  await rm(userDataDir, { recursive: true, force: true });
});
