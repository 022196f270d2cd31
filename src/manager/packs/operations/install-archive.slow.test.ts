import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostileZip, type HostileZip } from '../../../../e2e/world/hostile-zip';
import { type FileMap, zipFiles } from '../../../../e2e/world/zip';
import { openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

let packPlace: PackPlace;
let folder: string;
beforeAll(async () => {
  packPlace = await openPackPlace('install archive');
  Object.assign(process.env, packPlace.world.env);
  folder = await mkdtemp(join(tmpdir(), 'zips with spaces '));
});
beforeEach(() => packPlace.reset());
afterAll(async () => {
  await rm(folder, { recursive: true });
  await packPlace.stop();
});

async function place(name: string, content: FileMap | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.isBuffer(content) ? content : await zipFiles(content));
  return path;
}
const install = (path: string, name?: string) => packPlace.packs.installArchive({ path, name }, startRun(packPlace));
const node = 'NODE_CLASS_MAPPINGS = {}\n';

describe('a pack from a zip', () => {
  it('is found below the folder that wraps it, named by its project, without what would make it a clone', async () => {
    const path = await place('downloaded (2).zip', {
      'tidy-main/__init__.py': node,
      'tidy-main/pyproject.toml': '[project]\nname = "tidy-own"\nversion = "0.3.0"\n',
      'tidy-main/.tracking': '__init__.py',
      'tidy-main/.git/HEAD': 'ref: refs/heads/main\n',
      '__MACOSX/tidy-main/._x': '',
    });
    const outcome = await install(path);
    expect(outcome).toMatchObject({ status: 'done', message: expect.stringContaining('"tidy-own"') });
    expect(await readFile(packPlace.pathOf('tidy-own', '__init__.py'), 'utf8')).toBe(node);
    expect(existsSync(packPlace.pathOf('tidy-own', '.git'))).toBe(false);
    expect(await packPlace.packs.list()).toMatchObject([{ key: 'tidy-own', source: 'folder', enabled: true }]);
  });

  it.each([
    [{ 'ComfyUI-Own-master/__init__.py': node }, 'ComfyUI-Own'],
    [{ '__init__.py': node, 'js/own.js': '' }, 'flat pack'],
  ])('takes the name of its folder, else of the file: %o', async (files, name) => {
    await install(await place('flat pack-1.0.2 (1).zip', files));
    expect((await packPlace.packs.list()).map(({ key }) => key)).toEqual([name]);
  });

  it('gets its requirements, and a name that was asked for', async () => {
    const path = await place('needs.zip', { '__init__.py': 'import tinydep\n', 'requirements.txt': 'tinydep\n' });
    await install(path, 'Named by me');
    expect((await packPlace.python.listPackages()).has('tinydep')).toBe(true);
    expect(existsSync(packPlace.pathOf('Named by me', '__init__.py'))).toBe(true);
  });

  it('disables the folder that was there under its name', async () => {
    await install(await place('own-pack.zip', { '__init__.py': `# first\n${node}` }));
    await install(await place('own-pack.zip', { '__init__.py': node }));
    expect(await readFile(packPlace.pathOf('own-pack', '__init__.py'), 'utf8')).toBe(node);
    expect(await readFile(packPlace.pathOf('.disabled', 'own-pack', '__init__.py'), 'utf8')).toContain('first');
    expect(await packPlace.packs.list()).toMatchObject([{ key: 'own-pack', enabled: true }]);
  });
});

describe('an archive that is refused changes nothing', () => {
  const failsWith = async (code: string, work: () => Promise<unknown>) => {
    const before = { files: packPlace.fingerprint(), packages: await packPlace.python.listPackages() };
    await expect(work()).rejects.toMatchObject({ code, remedy: expect.any(String) });
    expect(packPlace.fingerprint()).toBe(before.files);
    expect(await packPlace.python.listPackages()).toEqual(before.packages);
  };

  it.each<[HostileZip, string]>([
    ['parent-path', 'archive-unsafe'],
    ['absolute-path', 'archive-unsafe'],
    ['drive-letter', 'archive-unsafe'],
    ['backslash-parent', 'archive-unsafe'],
    ['symlink', 'archive-unsafe'],
    ['device-name', 'archive-unsafe'],
    ['bomb', 'archive-too-large'],
    ['bomb-lying', 'archive-unsafe'],
  ])('%s', async (kind, code) => {
    const path = await place(`${kind}.zip`, hostileZip(kind));
    await failsWith(code, () => install(path));
  });

  it.each<[string, FileMap | Buffer, string]>([
    ['no zip', Buffer.from('<html>not found</html>'), 'archive-invalid'],
    ['empty', Buffer.alloc(0), 'archive-invalid'],
    ['without Python', { 'workflow.json': '{}' }, 'verification-failed'],
    ['of ComfyUI-Manager', { 'ComfyUI-Manager-main/__init__.py': node }, 'pack-protected'],
    [
      'with a requirement that nobody has',
      { '__init__.py': node, 'requirements.txt': 'no-such-thing\n' },
      'requirements-failed',
    ],
    ['whose install.py fails', { '__init__.py': node, 'install.py': 'raise SystemExit(3)\n' }, 'install-script-failed'],
  ])('%s', async (name, content, code) => {
    const path = await place(`${name}.zip`, content);
    await failsWith(code, () => install(path));
  });

  it('whose name is the id of a pack that is there, until it gets another one', async () => {
    await packPlace.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0', { disabled: true });
    const path = await place('Tidy-Latents-main.zip', { '__init__.py': node });
    await failsWith('pack-exists', () => install(path));
    expect(await install(path, 'tidy-own')).toMatchObject({ status: 'done' });
  });

  it('that is not there, or whose project names a path', async () => {
    await failsWith('invalid-input', () => install(join(folder, 'nothing.zip')));
    const project = '[project]\nname = "../../outside"\n';
    await install(await place('honest.zip', { '__init__.py': node, 'pyproject.toml': project }));
    expect((await packPlace.packs.list()).map(({ key }) => key)).toEqual(['honest']);
  });

  it("without the policy's leave, and when it is cancelled on the way", async () => {
    const path = await place('fine.zip', { '__init__.py': node, 'requirements.txt': 'tinydep\n' });
    await packPlace.config.set({ allow_git_url_install: false });
    await failsWith('policy-denied', () => install(path));
    await packPlace.config.set({ allow_git_url_install: true });
    const run = startRun(packPlace, (step, own) => {
      if (step.phase === 'Putting in place') own.cancel();
    });
    await failsWith('cancelled', () =>
      packPlace.packs.installArchive({ path }, run).catch((error: unknown) => {
        throw Object.assign(error instanceof Error ? error : new Error(String(error)), { remedy: '' });
      }),
    );
  });
});
