import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isNightly } from '../../../../e2e/world/nightly';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';
import { openPythonPlace, type PythonPlace } from '../../python/testing/python-place';
import { openChangeRecords } from '../../records/change-records';
import { commitOf, openCodeContexts, openCodePlace, updateTo, type CodePlace } from '../testing/comfy-code';

const commits = [
  commitOf(
    'one',
    { 'requirements.txt': 'tinydep==1.0\n', '.gitignore': 'user/\nvenv/\n', 'dropped.py': 'old\n', 'gone.py': 'old\n' },
    ['v0.3.9'],
  ),
  commitOf(
    'two',
    { 'requirements.txt': 'tinydep==2.0\npyyaml\n', 'added.py': 'new\n', 'dropped.py': null, 'gone.py': 'new\n' },
    ['v0.4.0'],
  ),
];

let env: PythonPlace;
let place: CodePlace;
let settings: Record<string, string>;
let modules: BundledModules;
beforeAll(async () => {
  const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  modules = await bundleModules({
    comfyCode: fileOf('../testing/comfy-code.ts'),
    run: fileOf('../../testing/task-run.ts'),
  });
  env = await openPythonPlace();
  settings = { 'python.tool': 'uv', 'python.indexUrl': env.index.indexUrl };
});
beforeEach(async () => {
  const dir = join(env.root, 'base dir');
  for (const name of ['.git', 'user']) await rm(join(dir, name), { recursive: true, force: true });
  place = await openCodePlace({ root: env.root, dir, commits, settings });
  await updateTo(place, { target_version: 'v0.4.0' });
  await updateTo(place, { target_version: 'v0.3.9' });
  await place.write('main.py', 'print("mine")\n');
  await place.write('staged.py', 'mine\n');
  await place.git('add', 'staged.py');
  await place.write('added.py', 'mine\n');
  await rm(join(dir, 'gone.py'));
});
afterAll(() => Promise.all([env.remove(), rm(modules.folder, { recursive: true })]));

const recordFile = () => join(place.paths.desktopDir, 'comfyui-switch.json');
const record = () => readFile(recordFile(), 'utf8').catch(() => null);
const savedFolders = () => readdir(join(place.paths.desktopDir, 'kept')).catch(() => []);

async function everything() {
  const files = { added: await place.read('added.py'), staged: await place.read('staged.py') };
  const packages = Object.fromEntries(await place.python.listPackages());
  return { ...(await place.picture()), ...files, packages, record: await record(), kept: await savedFolders() };
}

/** A kill at each step takes two minutes; `npm test` takes one step of four. */
const stride = isNightly ? 1 : 4;

/**
 * Does the work in another process, which kills itself before its nth call that writes or starts a program and comes after the record of
 * the switch, or before the call whose arguments hold this text; true when it came to the end.
 */
async function crashAt(step: number | string, work: 'switch' | 'recover'): Promise<boolean> {
  const script = `
    import fs from 'node:fs';
    import programs from 'node:child_process';
    import { syncBuiltinESMExports } from 'node:module';
    const { openCodeContexts } = await import(${JSON.stringify(modules.urlOf('comfyCode'))});
    const { startRun } = await import(${JSON.stringify(modules.urlOf('run'))});
    const areas = await openCodeContexts(${JSON.stringify(place.dir)}, ${JSON.stringify(settings)});
    const end = ${JSON.stringify(step)};
    const record = ${JSON.stringify(recordFile())};
    let calls = 0;
    const counted = (call) => (...args) => {
      if (fs.existsSync(record)) calls += 1;
      const isNamed = typeof end === 'string' && args.some((one) => String(one).includes(end));
      if (calls === end || isNamed) process.kill(process.pid, 'SIGKILL');
      return call(...args);
    };
    for (const name of ['rename', 'rm', 'mkdir']) fs.promises[name] = counted(fs.promises[name]);
    fs.rename = counted(fs.rename);
    programs.spawn = counted(programs.spawn);
    syncBuiltinESMExports();
    if (${JSON.stringify(work)} === 'recover') await areas.code.recover();
    else await areas.code.update({ target_version: 'v0.4.0' }, startRun(areas));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(output);
  return code === 0;
}

describe('a crash in the middle of a switch', () => {
  it('is taken back at the next start, wherever it came', { timeout: 400_000 }, async () => {
    const before = await everything();
    let step = 1;
    const known = place.records.list().length;
    // What the change did is written down when it is final; the removal of the record of the switch comes after that.
    for (; !(await crashAt(step, 'switch')); step += stride) {
      const { code, records } = await openCodeContexts(place.dir, settings);
      await code.recover();
      await code.close();
      if (records.list().length > known) break;
      expect(await everything(), `crash at step ${step}`).toEqual(before);
    }
    expect((await openChangeRecords(place.paths.changesDir)).list()).toHaveLength(known + 1);
    expect(step).toBeGreaterThan(15);
    expect(await place.git('describe', '--tags', '--dirty')).toBe('v0.4.0');
    expect(await place.read('added.py')).toBe('new\n');
    expect(Object.fromEntries(await place.python.listPackages())).toMatchObject({ tinydep: '2.0', pyyaml: '6.0.2' });
    expect(await record()).toBeNull();
  });

  it('is taken back although each way back crashes too', { timeout: 400_000 }, async () => {
    const before = await everything();
    await leaveHalf();
    let step = 2;
    while (!(await crashAt(step, 'recover'))) step += stride;
    expect(step).toBeGreaterThan(12);
    expect(await everything()).toEqual(before);
  });

  it('leaves what somebody has written since where it can be found', { timeout: 400_000 }, async () => {
    await leaveHalf();
    const later = { 'main.py': 'later\n', 'dropped.py': 'later\n', 'added.py': 'later\n', 'staged.py': 'later\n' };
    for (const [name, content] of Object.entries(later)) await place.write(name, content);
    await place.code.recover();
    expect(await place.read('main.py')).toBe('print("mine")\n');
    expect(await place.read('staged.py')).toBe('mine\n');
    expect(await place.read('added.py')).toBe('mine\n');
    expect(await place.read('dropped.py')).toBe('old\n');
    const [folder = '', ...others] = await savedFolders();
    expect(others).toEqual([]);
    for (const [name, content] of Object.entries(later)) {
      expect(await readFile(join(place.paths.desktopDir, 'kept', folder, name), 'utf8'), name).toBe(content);
    }
  });

  it('moves nothing when somebody has gone elsewhere meanwhile, and says where things lie', async () => {
    await leaveHalf();
    await place.git('commit', '--quiet', '--allow-empty', '-m', 'mine');
    const commit = await place.git('rev-parse', 'HEAD');
    await place.code.recover();
    expect(await place.git('rev-parse', 'HEAD')).toBe(commit);
    expect(await record()).toBeNull();
    expect(await savedFolders()).toHaveLength(1);
    expect(await place.git('branch', '--list', 'comfyui-manager-desktop/kept/*')).not.toBe('');
  });

  /** A switch that died before what it did was written down: the files and packages of the other version are all there. */
  async function leaveHalf(): Promise<void> {
    await crashAt('/changes/', 'switch');
    expect(await place.read('added.py')).toBe('new\n');
    expect(await record()).toContain('"moving"');
  }
});
