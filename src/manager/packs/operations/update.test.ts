import { existsSync } from 'node:fs';
import { appendFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

let room: PackPlace;
beforeAll(async () => {
  room = await openPackPlace('update');
  Object.assign(process.env, room.world.env);
});
beforeEach(() => room.reset());
afterAll(() => room.stop());

const update = (name: string) => room.packs.update({ node_name: name }, startRun(room));

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
