import { chmod, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { launchApp } from './launch';
import { createWorld } from './world/world';

test.skip(process.platform !== 'linux', 'reads what a terminal of Linux is told; those of other systems open a window');

async function program(file: string, lines: readonly string[]): Promise<void> {
  await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(file, 0o755);
}

test('a terminal opens in the folder of ComfyUI, with its environment active', async () => {
  const world = await createWorld({ name: 'terminal', pythonTool: 'uv' });
  const dir = await mkdtemp(join(tmpdir(), 'terminal-'));
  const reportFile = join(dir, 'told');
  // The terminal runs what it is told, as the real ones do; the shell writes down where it is.
  await program(join(dir, 'x-terminal-emulator'), ['[ "$1" = -e ] || exit 9', 'shift', 'exec "$@"']);
  const where = 'python -c "import sys; print(sys.prefix)"';
  await program(join(dir, 'shell'), [
    `{ pwd -P; echo "$VIRTUAL_ENV"; ${where}; } > '${reportFile}.new'`,
    `mv '${reportFile}.new' '${reportFile}'`,
  ]);
  const environment = { PATH: `${dir}:${process.env['PATH'] ?? ''}`, SHELL: join(dir, 'shell') };
  const { page, close } = await launchApp({ world, environment });
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-environment').click();
  await page.getByTestId('environment-more').click();
  await page.getByRole('menuitem', { name: 'Open terminal' }).click();
  const read = async () => (await readFile(reportFile, 'utf8').catch(() => '')).trim().split('\n');
  await expect.poll(async () => (await read()).length).toBe(3);
  const [folder = '', active = '', prefix = ''] = await read();
  expect(folder).toBe(await realpath(world.comfyui.path));
  expect(await realpath(active)).toBe(await realpath(world.comfyui.venvDir));
  expect(await realpath(prefix)).toBe(await realpath(world.comfyui.venvDir));
  await close();
  await rm(dir, { recursive: true, force: true });
  await world.stop();
});
