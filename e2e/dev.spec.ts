import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { freePort } from './comfy-calls';

const projectDir = resolve(import.meta.dirname, '..');
/** The server prepares the window's libraries at its first start, which takes a slow machine a minute. */
const startMs = 150_000;
test.setTimeout(startMs * 2);

/** The development server builds into `out/`, where the app lies that the other specs drive: so it works on a copy of what git knows. */
async function copyProject(folder: string): Promise<void> {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectDir,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  for (const name of new Set(
    listed
      .split('\0')
      .filter(Boolean)
      .map((file) => file.split('/')[0] ?? file),
  )) {
    await cp(join(projectDir, name), join(folder, name), { recursive: true });
  }
  await symlink(join(projectDir, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** The window, by the door that its debugger takes. */
async function openWindow(port: number): Promise<{ browser: Browser; page: Page }> {
  const found: Browser[] = [];
  const connect = async () => {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null);
    if (browser !== null) found.push(browser);
    return found.length;
  };
  await expect.poll(connect, { timeout: startMs }).toBe(1);
  const [browser] = found;
  if (!browser) throw new Error('There is no window.');
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (!page) throw new Error('The window has no page.');
  return { browser, page };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function startDev(folder: string, args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['scripts/dev.mjs', ...args], {
    cwd: folder,
    env: { ...process.env, LANGUAGE: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { child, output: () => output };
}

test('npm run dev serves the window from its development server, follows a change, and ends with everything it started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'npm run dev-'));
  try {
    await copyProject(folder);
    const port = await freePort();
    const { child, output } = startDev(folder, [
      ...['--port', '0', '--inspect-window', String(port)],
      ...['--user-data-dir', join(folder, 'user data')],
    ]);
    try {
      const { browser, page } = await openWindow(port).catch((error: unknown) => {
        throw new Error(`npm run dev showed no window. It said:\n${output()}`, { cause: error });
      });
      const title = page.getByRole('heading', { name: 'Open your ComfyUI' });
      await expect(title).toBeVisible({ timeout: startMs });
      expect(page.url()).toMatch(/^http:\/\/localhost:\d+\//);
      await expect(page.locator('script[src="/@vite/client"]')).toHaveCount(1);

      const words = join(folder, 'renderer', 'texts', 'en.json');
      const text = await readFile(words, 'utf8');
      await writeFile(words, text.replace('Open your ComfyUI', 'Words of this minute'));
      await expect(page.getByRole('heading', { name: 'Words of this minute' })).toBeVisible({ timeout: startMs });
      await browser.close();
    } finally {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    expect(child.pid !== undefined && isThere(child.pid)).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/json/version`)).rejects.toThrow();
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
