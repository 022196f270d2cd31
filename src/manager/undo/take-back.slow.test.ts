import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../e2e/world/python-env';
import type { ChangeTask } from '../records/change-record';
import { startRun, type TestRun } from '../testing/task-run';
import { installOf } from '../packs/testing/pack-place';
import { openUndoPlace, type UndoPlace } from './testing/undo-place';

let place: UndoPlace;
let site = '';
beforeAll(async () => {
  place = await openUndoPlace('take back');
  site = await sitePackagesOf(place.world.comfyui.venvDir);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

let ids = 0;
/** What an operation gets as the task with this id. */
function runOf(uiId: string, kind: string): TestRun & { task: ChangeTask } {
  const run = startRun(place);
  const rows: string[] = [];
  const authorise: TestRun['authorise'] = (row) => {
    run.authorise(row);
    rows.push(row);
  };
  const task = { uiId, kind, target: kind, orderedAt: new Date(2026, 0, 1, 0, 0, (ids += 1)).toISOString(), rows };
  return { ...run, authorise, task };
}

const undo = (uiId: string, ownId = `undo-${(ids += 1)}`) =>
  place.undo.takeBack({ undo_ui_id: uiId }, runOf(ownId, 'undo')).then(() => ownId);
const kinds = {
  install: (id: string, version: string, uiId: string) =>
    place.packs.install(installOf(id, version), runOf(uiId, 'install')),
  uninstall: (name: string, uiId: string) =>
    place.packs.uninstall({ node_name: name, is_unknown: false }, runOf(uiId, 'uninstall')),
  disable: (name: string, uiId: string) =>
    place.packs.disable({ node_name: name, is_unknown: false }, runOf(uiId, 'disable')),
  enable: (name: string, uiId: string) => place.packs.enable({ cnr_id: name }, runOf(uiId, 'enable')),
  update: (name: string, uiId: string) => place.packs.update({ node_name: name }, runOf(uiId, 'update')),
  fix: (name: string, uiId: string) => place.packs.fix({ node_name: name }, runOf(uiId, 'fix')),
};

/** Packs with their repositories bit by bit, what is known of disabled ones, and every file of every Python package. */
async function picture() {
  const origins = existsSync(place.paths.originsFile)
    ? (JSON.parse(readFileSync(place.paths.originsFile, 'utf8')) as object)
    : {};
  return {
    packs: place.hashOf(place.paths.customNodesDir),
    python: place.hashOf(site),
    packages: Object.fromEntries(await place.python.listPackages()),
    origins: Object.fromEntries(Object.entries(origins).sort()),
  };
}

const add = async (name: string, text: string) => {
  await mkdir(join(place.pathOf(name), '..'), { recursive: true });
  await writeFile(place.pathOf(name), text);
};

describe('taking one change back', () => {
  it('brings what a person added back as well, before the change and since', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'first');
    await add('Demo-Upscaler/models/mine.bin', 'mine');
    const before = await picture();
    await kinds.install('Demo-Upscaler', '1.2.0', 'second');
    expect(readFileSync(place.pathOf('Demo-Upscaler/models/mine.bin'), 'utf8')).toBe('mine');
    const after = await picture();
    const back = await undo('second');
    expect(await picture()).toEqual(before);
    await undo(back);
    expect(await picture()).toEqual(after);
    await add('Demo-Upscaler/since.txt', 'since');
    // It was done again, so it can be taken back again.
    expect((await place.undo.plan('second')).state).toBe('possible');
    await undo('second');
    expect(readFileSync(place.pathOf('Demo-Upscaler/since.txt'), 'utf8')).toBe('since');
    expect((await place.undo.plan('second')).state).toBe('taken-back');
  });

  it('says what stands on a change, and takes it back once that was taken back', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'one');
    await kinds.install('prompt-garden', 'latest', 'other');
    await kinds.disable('Demo-Upscaler', 'two');
    const plan = await place.undo.plan('one');
    expect(plan).toMatchObject({ state: 'stands', standing: [{ ui_id: 'two', kind: 'disable' }] });
    await expect(undo('one')).rejects.toMatchObject({
      code: 'undo-impossible',
      message: expect.stringContaining('later changes depend on it: disable'),
    });
    await undo('two');
    expect(await place.undo.plan('one')).toMatchObject({
      state: 'possible',
      steps: [{ subject: 'pack', name: 'Demo-Upscaler', action: 'remove', from: '1.0.0', to: null }],
      rows: ['install-registry'],
    });
    await undo('one');
    expect(existsSync(place.pathOf('Demo-Upscaler'))).toBe(false);
    expect(existsSync(place.pathOf('prompt-garden'))).toBe(true);
    await expect(undo('one')).rejects.toMatchObject({ code: 'undo-impossible' });
  });

  it('does nothing when something else has changed the place, or when the trash is empty', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'one');
    await rm(place.pathOf('Demo-Upscaler'), { recursive: true });
    expect((await place.undo.plan('one')).state).toBe('changed');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await expect(undo('one')).rejects.toMatchObject({ code: 'undo-impossible' });
    await kinds.uninstall('Demo-Upscaler', 'two');
    const [name = ''] = await readdir(place.paths.trashDir);
    expect(await place.packs.discard(join(place.paths.trashDir, name))).toBe(true);
    expect((await place.undo.plan('two')).state).toBe('gone');
    expect((await place.undo.plan('nobody')).state).toBe('unknown');
  });

  it('is judged by the rows of the policy that the change was judged by', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'one');
    await kinds.fix('Demo-Upscaler', 'nothing');
    await kinds.uninstall('Demo-Upscaler', 'two');
    await place.config.set({ security_level: 'strong' });
    await expect(undo('two')).rejects.toMatchObject({ code: 'policy-denied' });
    expect(existsSync(place.pathOf('Demo-Upscaler'))).toBe(false);
  });
});

describe('what a person edited in a release', () => {
  const read = (name: string) => readFileSync(place.pathOf('Demo-Upscaler', name), 'utf8');

  it('is kept beside the new files and told, again at the next change, and goes back with the version', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'first');
    await add('Demo-Upscaler/__init__.py', '# mine\n');
    const before = await picture();
    const run = runOf('second', 'update');
    await place.packs.update({ node_name: 'Demo-Upscaler' }, run);
    expect(run.warnings).toEqual([
      expect.stringMatching(/had edited files.*: __init__\.py \(__init__\.py\.kept\)\. Each is kept/),
    ]);
    expect(read('__init__.py')).not.toContain('# mine');
    expect(read('__init__.py.kept')).toBe('# mine\n');
    await undo('second');
    expect(await picture()).toEqual(before);
    await kinds.update('Demo-Upscaler', 'third');
    await add('Demo-Upscaler/__init__.py', '# mine again\n');
    await kinds.install('Demo-Upscaler', '1.1.0', 'fourth');
    expect(read('__init__.py.kept')).toBe('# mine\n');
    expect(read('__init__.py.kept-2')).toBe('# mine again\n');
  });

  it('goes back where another manager had installed it, whether its archive can be had or not', async () => {
    for (const version of ['1.0.0', '0.9.9']) {
      await kinds.install('Demo-Upscaler', '1.0.0', `install ${version}`);
      await rm(join(place.paths.desktopDir, 'pack-files'), { recursive: true });
      await add('Demo-Upscaler/__init__.py', '# mine\n');
      const project = place.pathOf('Demo-Upscaler', 'pyproject.toml');
      await writeFile(project, readFileSync(project, 'utf8').replace('1.0.0', version));
      const before = await picture();
      await kinds.update('Demo-Upscaler', `update ${version}`);
      expect(read('__init__.py')).not.toContain('# mine');
      await undo(`update ${version}`);
      expect(await picture()).toEqual(before);
      await rm(place.pathOf('Demo-Upscaler'), { recursive: true });
    }
  });

  it('goes back with the version, whatever became of it, in a clone as well', async () => {
    const dir = await place.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
    await appendFile(join(dir, 'nodes.py'), '# mine\n');
    const before = await picture();
    for (const choice of ['keep', 'carry', 'replace'] as const) {
      const params = { node_name: 'ComfyUI-Paper-Lantern', edited_files: choice };
      await place.packs.update(params, runOf(choice, 'update'));
      expect(await picture()).not.toEqual(before);
      await undo(choice);
      expect(await picture()).toEqual(before);
    }
  });
});

// The last: it publishes a version, which all others would be updated to.
describe('taking an update back', () => {
  it('takes away what the install.py of the new version had added, and leaves what a person added', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'first');
    await add('Demo-Upscaler/models/mine.bin', 'mine');
    const before = await picture();
    const files = {
      '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'install.py': [
        'from pathlib import Path',
        'here = Path(__file__).parent',
        '(here / "built").mkdir()',
        'for name in ("built/a.bin", "built/b.bin", "models/fetched.bin", "settings.json"):',
        '    (here / name).write_text(name)',
      ].join('\n'),
    };
    place.world.registry.publishVersion('Demo-Upscaler', {
      version: '3.0.0',
      createdAt: '2025-11-01T00:00:00Z',
      changelog: '',
      dependencies: [],
      status: 'Active',
      files,
    });
    await kinds.update('Demo-Upscaler', 'second');
    const after = await picture();
    const back = await undo('second');
    expect(await picture()).toEqual(before);
    await undo(back);
    expect(await picture()).toEqual(after);
    // What a person did since stays theirs, also a file of the script that they changed.
    await add('Demo-Upscaler/built/mine.txt', 'since');
    await add('Demo-Upscaler/settings.json', 'mine now');
    await undo('second');
    const names = (await readdir(place.pathOf('Demo-Upscaler'), { recursive: true })).map((name) => basename(name));
    expect(names).toEqual(expect.arrayContaining(['mine.bin', 'mine.txt', 'settings.json']));
    for (const name of ['a.bin', 'b.bin', 'fetched.bin', 'install.py']) expect(names).not.toContain(name);
  });
});
