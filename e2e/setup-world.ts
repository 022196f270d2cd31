import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { expect } from './app';
import { packageFolder, runProgram } from './world/python-env';
import type { World } from './world/world';

const run = promisify(execFile);

/** A folder to install into, empty and with a name that is not plain. */
export async function makeParent(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'new UIs 工房-')));
}

/** The environment of a machine that has uv, as its person installed it. */
export async function withUv(world: World): Promise<Record<string, string>> {
  const bin = join(world.root, 'uv-bin');
  await mkdir(bin, { recursive: true });
  const uv = join(await packageFolder('uv', '0.13.9'), 'bin', 'uv');
  await symlink(uv, join(bin, 'uv')).catch(() => undefined);
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

/** What lies in a folder, hidden names as well. */
export async function listFolder(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}

/** Proves by git, by Python and by the files themselves that a whole ComfyUI lies in a folder. */
export async function expectInstalled(folder: string, tag: string): Promise<void> {
  const { stdout } = await run('git', ['describe', '--tags', '--exact-match'], { cwd: folder });
  expect(stdout.trim()).toBe(tag);
  const status = await run('git', ['status', '--porcelain'], { cwd: folder });
  expect(status.stdout).toBe('');
  const remote = await run('git', ['remote', 'get-url', 'origin'], { cwd: folder });
  expect(remote.stdout.trim()).toBe('https://github.com/comfyanonymous/ComfyUI');
  const python = join(folder, '.venv', 'bin', 'python');
  const script = 'import sys, torch, torchvision, numpy, yaml, PIL; print(sys.prefix)';
  const imported = await runProgram(python, ['-I', '-c', script]);
  expect(imported).toEqual({ code: 0, output: `${join(folder, '.venv')}\n` });
  // By the command of the environment, which was made elsewhere and would not start with the name of that place in it.
  const check = await runProgram(join(folder, '.venv', 'bin', 'pip'), ['check']);
  expect(check.output).toContain('No broken requirements found');
  for (const name of await readdir(join(folder, '.venv', 'bin'))) {
    const text = await readFile(join(folder, '.venv', 'bin', name), 'latin1');
    expect(text.includes('.comfyui-setup-'), name).toBe(false);
  }
}

/** Opens the dialog of the first screen, and says where. */
export async function openForm(page: Page, parent: string): Promise<void> {
  await page.getByTestId('setup-open').click();
  const field = page.getByLabel('Install in');
  // What is offered comes into the field by itself: in the middle of being filled in, the field would have both.
  await expect(field).not.toHaveValue('');
  await field.fill(parent);
  await expect(page.getByText(`It will be installed in ${join(parent, 'ComfyUI')}.`)).toBeVisible();
}

/** The state of a step of the installation that is shown. */
export function stepOf(page: Page, name: string) {
  return page.locator(`[data-testid="setup-step"][data-step="${name}"]`);
}
