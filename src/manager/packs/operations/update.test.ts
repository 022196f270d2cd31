import { existsSync, readFileSync } from 'node:fs';
import { appendFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { actOn } from '../testing/pack-actions';
import { startRun } from '../../testing/task-run';

const readText = (dir: string, file: string) => readFileSync(join(dir, file), 'utf8');

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('update');
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

const { update } = actOn(() => place);

describe('update', () => {
  const clone = (behind: number) => place.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind });
  const name = 'ComfyUI-Paper-Lantern';
  const unchanged = async (work: () => Promise<unknown>, failure: Record<string, unknown>) => {
    const before = place.fingerprint();
    await expect(work()).rejects.toMatchObject({ remedy: expect.any(String), ...failure });
    expect(place.fingerprint()).toBe(before);
  };

  it('refuses to touch local edits', async () => {
    const dir = await clone(1);
    await appendFile(join(dir, 'nodes.py'), '# mine\n');
    await unchanged(() => update(name), { code: 'local-changes', details: { files: ['nodes.py'] } });
  });

  describe('does with edited files what was chosen', () => {
    const kinds = {
      clone: async () => ({ pack: name, dir: await clone(2) }),
      release: async () => {
        await place.packs.install(installOf('Demo-Upscaler', '1.0.0'), startRun(place));
        return { pack: 'Demo-Upscaler', dir: place.pathOf('Demo-Upscaler') };
      },
      'release of another manager': async () => {
        const release = await kinds.release();
        await rm(join(place.paths.desktopDir, 'pack-files'), { recursive: true });
        return release;
      },
    };
    type Choice = 'keep' | 'carry' | 'replace';

    it.each(['clone', 'release', 'release of another manager'] as const)('of a %s', async (kind) => {
      const run = async (choice: Choice) => {
        const { pack, dir } = await kinds[kind]();
        const files = { 'nodes.py': '# mine\n', LICENSE: 'mine\n' };
        for (const [file, text] of Object.entries(files)) await appendFile(join(dir, file), text);
        // The other version has another line there.
        await writeFile(
          join(dir, 'pyproject.toml'),
          readText(dir, 'pyproject.toml').replace(/version = .*/u, '$& # mine'),
        );
        await writeFile(join(dir, 'added.txt'), 'added');
        const task = startRun(place);
        await place.packs.update({ node_name: pack, edited_files: choice }, task);
        const mine = ['nodes.py', 'LICENSE', 'pyproject.toml'].filter((file) => readText(dir, file).includes('mine'));
        const copies = ['nodes.py', 'LICENSE', 'pyproject.toml'].filter((file) =>
          existsSync(join(dir, `${file}.kept`)),
        );
        expect(readText(dir, 'added.txt')).toBe('added');
        await place.reset();
        return { mine, copies, told: task.warnings.join(' ') };
      };
      const all = ['nodes.py', 'LICENSE', 'pyproject.toml'];
      expect(await run('keep')).toMatchObject({ mine: [], copies: all, told: expect.stringContaining('Each is kept') });
      const carried = await run('carry');
      expect(carried).toMatchObject({ mine: ['nodes.py', 'LICENSE'], copies: ['pyproject.toml'] });
      expect(carried.told).toMatch(/contain: pyproject\.toml \(.*have the edits too: LICENSE, nodes\.py\./u);
      const told = expect.stringContaining('were replaced') as unknown;
      expect(await run('replace')).toMatchObject({ mine: [], copies: [], told });
    });

    it('and says that nobody knows of any where the archive of its version cannot be had', async () => {
      const { pack, dir } = await kinds['release of another manager']();
      await writeFile(join(dir, 'pyproject.toml'), readText(dir, 'pyproject.toml').replace('1.0.0', '0.9.9'));
      const task = startRun(place);
      await place.packs.update({ node_name: pack }, task);
      expect(task.warnings.join(' ')).toContain('It is not known whether you edited files of "Demo-Upscaler"');
    });
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
    const before = place.fingerprint();
    expect(await update(name)).toMatchObject({ status: 'done', message: expect.stringContaining('pinned to commit') });
    expect(place.fingerprint()).toBe(before);
  });

  it('reports network failures', async () => {
    await clone(1);
    place.world.git.fault('adaquill', name, { kind: 'status', status: 503 });
    await unchanged(() => update(name), { code: 'git-failed' });
    place.world.git.clearFaults();
    await place.packs.install(installOf('Demo-Upscaler', '1.0.0'), startRun(place));
    place.world.registry.zipFaults.set('Demo-Upscaler', { kind: 'cut', afterBytes: 100 });
    await unchanged(() => update('Demo-Upscaler'), { code: 'download-failed' });
  });

  it('does not replace work trees, links and plain folders', async () => {
    const dir = await clone(1);
    const outside = join(place.world.root, 'a clone elsewhere');
    await rename(dir, outside);
    await symlink(outside, place.pathOf(name));
    await unchanged(() => update(name), { code: 'local-changes' });
    await rm(place.pathOf(name));
    await git(['worktree', 'add', '-q', '-b', 'side', place.pathOf(name), 'HEAD'], { cwd: outside });
    await unchanged(() => update(name), {});
    await place.world.comfyui.placeFiles({ 'plain/__init__.py': '' });
    await unchanged(() => update('plain'), { code: 'invalid-input' });
    await rm(outside, { recursive: true });
  });

  it('brings submodules along', async () => {
    await place.packs.install(installOf('ComfyUI-Nested-Boxes', 'nightly'), startRun(place));
    await git(['reset', '-q', '--hard', 'HEAD~1'], { cwd: place.pathOf('ComfyUI-Nested-Boxes') });
    expect(await update('ComfyUI-Nested-Boxes')).toMatchObject({ message: expect.stringContaining('Updated') });
    expect(existsSync(place.pathOf('ComfyUI-Nested-Boxes', 'vendor', 'box-shapes'))).toBe(true);
    expect(await git(['status', '--porcelain'], { cwd: place.pathOf('ComfyUI-Nested-Boxes') })).toBe('');
  });

  it('goes back when install.py of the new version fails, files that people added included', async () => {
    await place.world.comfyui.placeClone('adaquill', 'Install-Breaks', { behind: 1 });
    await writeFile(place.pathOf('Install-Breaks', 'mine.txt'), 'mine');
    await unchanged(() => update('Install-Breaks'), { code: 'install-script-failed' });
  });
});
