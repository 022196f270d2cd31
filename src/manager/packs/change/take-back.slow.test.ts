import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import type { ChangeTask } from '../../records/change-record';
import { startRun, type TestRun } from '../../testing/task-run';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';

/** How many random changes are made and taken back; `UNDO_CHANGES=300` for the long run, `UNDO_SEED` repeats one. */
const changes = Number(process.env['UNDO_CHANGES'] ?? 40);
const seed = Number(process.env['UNDO_SEED'] ?? 7);

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function createRandom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

let place: PackPlace;
let site = '';
beforeAll(async () => {
  place = await openPackPlace('take back');
  Object.assign(process.env, place.world.env);
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
  place.packs.takeBack({ undo_ui_id: uiId }, runOf(ownId, 'undo')).then(() => ownId);
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
    expect((await place.packs.planUndo('second')).state).toBe('possible');
    await undo('second');
    expect(readFileSync(place.pathOf('Demo-Upscaler/since.txt'), 'utf8')).toBe('since');
    expect((await place.packs.planUndo('second')).state).toBe('taken-back');
  });

  it('says what stands on a change, and takes it back once that was taken back', async () => {
    await kinds.install('Demo-Upscaler', '1.0.0', 'one');
    await kinds.install('prompt-garden', 'latest', 'other');
    await kinds.disable('Demo-Upscaler', 'two');
    const plan = await place.packs.planUndo('one');
    expect(plan).toMatchObject({ state: 'stands', standing: [{ ui_id: 'two', kind: 'disable' }] });
    await expect(undo('one')).rejects.toMatchObject({
      code: 'undo-impossible',
      message: expect.stringContaining('later changes stand on it: disable'),
    });
    await undo('two');
    expect(await place.packs.planUndo('one')).toMatchObject({
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
    expect((await place.packs.planUndo('one')).state).toBe('changed');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await expect(undo('one')).rejects.toMatchObject({ code: 'undo-impossible' });
    await kinds.uninstall('Demo-Upscaler', 'two');
    const [name = ''] = await readdir(place.paths.trashDir);
    expect(await place.packs.discard(join(place.paths.trashDir, name))).toBe(true);
    expect((await place.packs.planUndo('two')).state).toBe('gone');
    expect((await place.packs.planUndo('nobody')).state).toBe('unknown');
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

describe('random changes', () => {
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

  /** Something that may or may not change anything, as people do. */
  function makeChange(uiId: string): Promise<unknown> {
    const pack = pick(['Demo-Upscaler', 'tidy-latents', 'prompt-garden', 'wired-shapes']);
    const any = pick([pack, 'plain folder', 'one.py', 'ComfyUI-Paper-Lantern']);
    const what = pick(['install', 'nightly', 'uninstall', 'disable', 'enable', 'update', 'fix'] as const);
    if (what === 'install') return kinds.install(pack, pick(['latest', '1.0.0', '1.1.0']), uiId);
    if (what === 'nightly') return kinds.install(pack, 'nightly', uiId);
    return kinds[what](any, uiId);
  }

  /** What a person does in between: adds files, loses one. */
  async function live(): Promise<void> {
    const entries = await readdir(place.paths.customNodesDir, { withFileTypes: true });
    const names = entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
    const name = pick([...names, 'plain folder']);
    await add(join(name, 'added', `${Math.floor(random() * 1000)}.txt`), String(random()));
    if (random() < 0.2) await rm(place.pathOf(pick([...names, 'x']), '__init__.py'), { force: true });
  }

  it(
    `are each taken back bit by bit, without a network: ${changes}, seed ${seed}`,
    { timeout: 3_600_000 },
    async () => {
      // The folder of disabled packs stays once it is there, empty or not.
      await mkdir(place.pathOf('.disabled'));
      await add('plain folder/__init__.py', '');
      await add('one.py', 'NODE_CLASS_MAPPINGS = {}');
      await place.world.comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { cnrId: 'wired-shapes', behind: 1 });
      let made = 0;
      for (let turn = 0; made < changes && turn < changes * 20; turn += 1) {
        await live();
        const before = await picture();
        const uiId = `change-${turn}`;
        const failed = await makeChange(uiId).then(
          () => null,
          (error: unknown) => error,
        );
        const { state, task, steps } = await place.packs.planUndo(uiId);
        if (failed !== null || state === 'unknown') {
          expect(await picture()).toEqual(before);
          continue;
        }
        made += 1;
        const what = `change ${made}, turn ${turn}: ${task?.kind ?? ''} (seed ${seed})`;
        const after = await picture();
        place.world.forgetRequests();
        const back = await undo(uiId);
        expect(await picture(), what).toEqual(before);
        expect(place.world.requests(), what).toEqual([]);
        if (random() < 0.6) {
          await undo(back);
          expect(await picture(), `${what}, again`).toEqual(after);
          // A package that was taken away has to come from somewhere; folders come out of the trash.
          const isOffline = steps.every(({ subject }) => subject === 'pack');
          if (isOffline) expect(place.world.requests(), `${what}, again`).toEqual([]);
        }
      }
      expect(made).toBe(changes);
    },
  );
});
