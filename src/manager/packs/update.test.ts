import { existsSync } from 'node:fs';
import { appendFile, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import { installOf, openTestRoom, startRun, type TestRoom } from './test-room';

let room: TestRoom;
beforeAll(async () => {
  room = await openTestRoom('update');
  Object.assign(process.env, room.world.env);
}, 120_000);
beforeEach(() => room.reset());
afterAll(() => room.stop());

const disable = (name: string) => room.packs.disable({ node_name: name, is_unknown: false }, startRun(room));
const uninstall = (name: string) => room.packs.uninstall({ node_name: name, is_unknown: false }, startRun(room));
const update = (name: string) => room.packs.update({ node_name: name }, startRun(room));
const fix = (name: string) => room.packs.fix({ node_name: name }, startRun(room));
const onlyPack = async () => Object.entries(await room.packs.installed())[0];

describe('update', () => {
  const clone = (behind: number) => room.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind });
  const name = 'ComfyUI-Paper-Lantern';
  const unchanged = async (work: () => Promise<unknown>, failure: Record<string, unknown>) => {
    const before = room.fingerprint();
    await expect(work()).rejects.toMatchObject({ remedy: expect.any(String), ...failure });
    expect(room.fingerprint()).toBe(before);
  };

  it('refuses to touch local edits', async () => {
    const dir = await clone(1);
    await appendFile(join(dir, 'nodes.py'), '# mine\n');
    await unchanged(() => update(name), { code: 'local-changes', details: { files: ['nodes.py'] } });
  });

  it('refuses diverged branches', async () => {
    const dir = await clone(1);
    await writeFile(join(dir, 'own.py'), '');
    await git(['add', '.'], { cwd: dir });
    await git(['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'own'], { cwd: dir });
    await unchanged(() => update(name), { code: 'local-changes' });
  });

  it('leaves pinned clones where they are', async () => {
    const dir = await clone(1);
    await git(['checkout', '-q', '--detach'], { cwd: dir });
    const before = room.fingerprint();
    expect(await update(name)).toMatchObject({ status: 'done', message: expect.stringContaining('pinned to commit') });
    expect(room.fingerprint()).toBe(before);
  });

  it('reports network failures', async () => {
    await clone(1);
    room.world.git.fault('adaquill', name, { kind: 'status', status: 503 });
    await unchanged(() => update(name), { code: 'git-failed' });
    room.world.git.clearFaults();
    await room.packs.install(installOf('Demo-Upscaler', '1.0.0'), startRun(room));
    room.world.registry.zipFaults.set('Demo-Upscaler', { kind: 'cut', afterBytes: 100 });
    await unchanged(() => update('Demo-Upscaler'), { code: 'download-failed' });
  });

  it('does not replace work trees, links and plain folders', async () => {
    const dir = await clone(1);
    const outside = join(room.world.root, 'a clone elsewhere');
    await rename(dir, outside);
    await symlink(outside, room.place(name));
    await unchanged(() => update(name), { code: 'local-changes' });
    await rm(room.place(name));
    await git(['worktree', 'add', '-q', '-b', 'side', room.place(name), 'HEAD'], { cwd: outside });
    await unchanged(() => update(name), {});
    await room.world.comfyui.placeFiles({ 'plain/__init__.py': '' });
    await unchanged(() => update('plain'), { code: 'invalid-input' });
    await rm(outside, { recursive: true });
  });

  it('brings submodules along', async () => {
    await room.packs.install(installOf('ComfyUI-Nested-Boxes', 'nightly'), startRun(room));
    await git(['reset', '-q', '--hard', 'HEAD~1'], { cwd: room.place('ComfyUI-Nested-Boxes') });
    expect(await update('ComfyUI-Nested-Boxes')).toMatchObject({ message: expect.stringContaining('Updated') });
    expect(existsSync(room.place('ComfyUI-Nested-Boxes', 'vendor', 'box-shapes'))).toBe(true);
    expect(await git(['status', '--porcelain'], { cwd: room.place('ComfyUI-Nested-Boxes') })).toBe('');
  });

  it('goes back when install.py of the new version fails, files that people added included', async () => {
    await room.world.comfyui.placeClone('adaquill', 'Install-Breaks', { behind: 1 });
    await writeFile(room.place('Install-Breaks', 'mine.txt'), 'mine');
    await unchanged(() => update('Install-Breaks'), { code: 'install-script-failed' });
  });
});

describe('fix', () => {
  it('brings missing files back and says what happened', async () => {
    await room.packs.install(installOf('Demo-Upscaler', '1.1.0'), startRun(room));
    const nodes = room.place('Demo-Upscaler', 'nodes.py');
    const before = await readFile(nodes, 'utf8');
    await rm(nodes);
    expect(await fix('Demo-Upscaler')).toMatchObject({ status: 'done', message: expect.stringContaining('1 missing') });
    expect(await readFile(nodes, 'utf8')).toBe(before);
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.1.0' }]);
  });

  it('runs again each time and fails when its script fails', async () => {
    await room.packs.install(installOf('install-note'), startRun(room));
    for (let count = 0; count < 2; count += 1) {
      await rm(room.place('install-note', 'installed.txt'));
      expect(await fix('install-note')).toMatchObject({ status: 'done' });
      expect(existsSync(room.place('install-note', 'installed.txt'))).toBe(true);
    }
    await room.world.comfyui.placeRegistryPack('install-breaks', '1.2.0');
    await expect(fix('install-breaks')).rejects.toMatchObject({ code: 'install-script-failed' });
  });

  it('asks the policy, as uninstall does', async () => {
    await room.packs.install(installOf('Demo-Upscaler'), startRun(room));
    await room.config.set({ security_level: 'normal' });
    await expect(fix('Demo-Upscaler')).rejects.toMatchObject({ code: 'policy-denied' });
    await room.config.set({ security_level: 'strong' });
    await expect(uninstall('Demo-Upscaler')).rejects.toMatchObject({ code: 'policy-denied' });
    expect(await disable('Demo-Upscaler')).toMatchObject({ status: 'done' });
  });
});
