import { access, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overlayEnvironment } from '../../base/process/run';
import { silentLogger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { createDemoWorld, type DemoWorldOptions } from './demo-world';

const checkout = resolve(import.meta.dirname, '..', '..', '..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo wörld '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const demoOf = (options: Partial<DemoWorldOptions> = {}) =>
  createDemoWorld({ nodeProgram: process.execPath, projectDir: checkout, log: silentLogger, ...options });

/** A checkout with our packages whose world is the given script. */
async function makeCheckout(name: string, script: string): Promise<string> {
  const projectDir = join(folder, name);
  await mkdir(join(projectDir, 'e2e', 'world'), { recursive: true });
  await symlink(join(checkout, 'node_modules'), join(projectDir, 'node_modules'), 'junction');
  await writeFile(join(projectDir, 'e2e', 'world', 'demo.ts'), script);
  return projectDir;
}

const rejectionOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown = await rejectionOf(work);
  if (thrown instanceof AppError) return thrown;
  throw new Error(`expected an AppError, got ${String(thrown)}`);
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe('the demo world', () => {
  it('is built once for two who ask, tells how to live in it, and is gone after stop', async () => {
    const demo = demoOf();
    let lost = 0;
    const [place, same] = await Promise.all([demo.start(() => void (lost += 1)), demo.start(() => void (lost += 1))]);
    expect(same).toBe(place);
    expect(await isThere(join(place.comfyui, 'main.py'))).toBe(true);
    expect(place.set['hosts.registry']).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
    // Without one of these the demo would ask the host of a real machine.
    const names = ['channel', 'civitai', 'github', 'huggingface', 'registry'];
    const hosts = [...names.map((name) => `hosts.${name}`), 'python.indexUrl'];
    const torch = ['torch.cpuIndex', 'torch.cudaIndex', 'torch.rocmIndex', 'torch.xpuIndex'];
    expect(Object.keys(place.set).sort()).toEqual([...hosts, 'python.tool', ...torch].sort());
    expect(await isThere(place.env['HOME'] ?? '')).toBe(true);
    await demo.stop();
    expect(await isThere(place.comfyui)).toBe(false);
    expect(lost).toBe(0);
  });

  it('can be stopped while it is built', async () => {
    const demo = demoOf();
    const starting = failureOf(demo.start(() => undefined));
    await demo.stop();
    expect((await starting).code).toBe('cancelled');
  });

  it('is gone after stop also when it had to be killed', async () => {
    const script = `
      const root = process.argv[process.argv.indexOf('--root') + 1];
      require('node:fs').mkdirSync(root);
      console.log(JSON.stringify({ comfyui: root, set: {}, env: {} })); setInterval(() => {}, 1000);`;
    const demo = demoOf({ projectDir: await makeCheckout('deaf', script) });
    const { comfyui } = await demo.start(() => undefined);
    expect(await isThere(comfyui)).toBe(true);
    await demo.stop();
    expect(await isThere(comfyui)).toBe(false);
  });

  it('says so when it ends by itself, and can be started again', async () => {
    const projectDir = await makeCheckout(
      'short',
      `console.log(JSON.stringify({ comfyui: '/x', set: {}, env: {} })); setTimeout(() => process.exit(3), 200);`,
    );
    const demo = demoOf({ projectDir });
    for (let round = 0; round < 2; round += 1) {
      const lost = new Promise<void>((done, fail) => void demo.start(done).catch(fail));
      await lost;
    }
  });
});

describe('a demo world that cannot be built', () => {
  it('names a missing Python and how to get it', async () => {
    const empty = join(folder, 'empty path');
    await mkdir(empty);
    const undo = overlayEnvironment({ PATH: empty });
    // The world starts git first; without either, git is named.
    const error = await failureOf(demoOf().start(() => undefined)).finally(undo);
    expect(error.code).toBe('demo-failed');
    expect(error.message).toMatch(/spawn (git|python3) ENOENT/);
    expect(error.remedy).toMatch(/^Install (git|Python 3)/);
  });

  it.each([
    ['spawn python3 ENOENT', /Debian: `apt-get install python3 python3-venv`/],
    ['git clone ended with 1', /npm run demo/],
    ['write ENOSPC', /Make room/],
  ])('carries the sentence of the world: %s', async (sentence, remedy) => {
    const script = `process.stderr.write('world: starting\\nworld: ended early: ${sentence}\\n'); process.exit(1);`;
    const projectDir = await makeCheckout(`early ${sentence}`, script);
    const error = await failureOf(demoOf({ projectDir }).start(() => undefined));
    expect(error.message).toBe(`The demo could not be built: ${sentence}.`);
    expect(error.remedy).toMatch(remedy);
  });

  it('names a checkout without its packages', async () => {
    const projectDir = join(folder, 'bare');
    await mkdir(join(projectDir, 'e2e', 'world'), { recursive: true });
    const error = await failureOf(demoOf({ projectDir }).start(() => undefined));
    expect(error.message).toContain("Cannot find package 'tsx'");
    expect(error.remedy).toContain('npm install');
  });

  it('names a Node that is not there', async () => {
    const error = await failureOf(demoOf({ nodeProgram: 'no-such-node' }).start(() => undefined));
    expect(error.message).toBe('The demo could not be built: `no-such-node` failed: there is no such program.');
    expect(error.remedy).toContain('npm start');
  });

  it('ends one that never gets ready', async () => {
    const projectDir = await makeCheckout('slow', `process.stdin.resume().on('end', () => process.exit(0));`);
    const error = await failureOf(demoOf({ projectDir, limitMs: 500 }).start(() => undefined));
    expect(error.message).toContain('it was not ready after 0.5 s');
  });

  it('ends one that answers nonsense', async () => {
    const script = `console.log('{}'); process.stdin.resume().on('end', () => process.exit(0));`;
    const error = await rejectionOf(demoOf({ projectDir: await makeCheckout('odd', script) }).start(() => undefined));
    expect(String(error)).toContain('comfyui');
  });
});
