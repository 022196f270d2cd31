import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import { makeNpmPackage } from './npm-package.mjs';

const mebibyte = 1024 * 1024;
let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-package-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('installs from its archive alone, and runs without Electron', { timeout: 240_000 }, () => {
  const archive = makeNpmPackage(folder);
  expect(statSync(archive).size).toBeLessThan(15 * mebibyte);
  const shell = process.platform === 'win32';
  const home = join(folder, 'home');
  const args = ['install', '--prefix', home, '--offline', '--no-audit', '--no-fund', archive];
  const installed = spawnSync('npm', args, { encoding: 'utf8', shell });
  expect(installed.stderr).not.toMatch(/npm error/i);
  expect(readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'comfyui-manager-desktop',
  ]);
  const program = join(home, 'node_modules', '.bin', 'cmdesk');
  // The window's program has the other name, on every machine that has both.
  const installedBin = readdirSync(join(home, 'node_modules', '.bin')).map((name) => name.split('.')[0]);
  expect([...new Set(installedBin)]).toEqual(['cmdesk']);
  const readme = readFileSync(join(home, 'node_modules', 'comfyui-manager-desktop', 'README.md'), 'utf8');
  expect(readme).toMatch(/^# cmdesk\n/);
  // Nothing of the checkout is beside it.
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
  expect(links.filter((target) => !target.startsWith('https://'))).toEqual([]);
  expect(links.length).toBeGreaterThan(4);
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', cwd: folder, shell });
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
  expect(stdout).toContain(version);
});
