import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';
import { installers } from '../../../../e2e/world/nightly';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel, type WheelSpec } from '../../../../e2e/world/wheel';
import { unwatchedJob } from '../../../base/async/job';
import { onlyWhere } from '../../../base/testing/only-where';
import type { Paths } from '../../installation/paths';
import type { Python } from '../python';
import { findUnrecorded, readTree } from '../testing/package-files';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';

const files = 400;

/** A package whose installation takes long enough to be hit. */
function makeLarge(version: string): WheelSpec {
  const numbers = Array.from({ length: files }, (_, index) => index);
  const content = Object.fromEntries(
    numbers.map((index) => [`large/part${index % 20}/m${index}.py`, `version = "${version}"\nnumber = ${index}\n`]),
  );
  return { name: 'large', version, files: { ...content, [`large/only_${version.replace('.', '_')}.py`]: '' } };
}

const runner = fileURLToPath(new URL('../testing/install-alone.ts', import.meta.url));

/** Every process that a process has started, and theirs. */
async function listTree(pid: number): Promise<number[]> {
  const all = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
        return { pid: Number(name), parent: Number(/\) \S+ (\d+)/.exec(stat)?.[1]) };
      }),
  );
  const tree = [pid];
  for (const one of tree) for (const child of all) if (child.parent === one) tree.push(child.pid);
  return tree;
}

async function killAll(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  for (const pid of await listTree(child.pid ?? 0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had just ended.
    }
  }
  await ended;
}

describe.each(installers)(
  'packages after a kill of the app and of %s',
  onlyWhere(process.platform === 'linux', 'the processes of the app are found in /proc'),
  (tool) => {
    let place: PythonPlace;
    let modules: BundledModules;
    let python: Python;
    let paths: Paths;
    let site: string;
    let bin: string;
    let packDir: string;
    /** A pack whose script may change any package, as far as anybody knows before. */
    let scriptDir: string;
    let unrecorded: string[];
    const logged: string[] = [];
    const job = unwatchedJob(undefined, (line) => logged.push(line));
    const open = async () => {
      ({ python, paths } = await openTestPython(place, { baseDir: packDir, tool }));
    };
    const tree = () => readTree(site, bin);

    /** Runs an installation in a process of its own, and kills everything when a name comes to, or goes from, a folder of packages. */
    async function killWhen(seen: (name: string) => boolean, folder: string): Promise<void> {
      const child = spawn(
        process.execPath,
        [fileURLToPath(modules.urlOf('install')), packDir, tool, place.index.indexUrl],
        {
          stdio: 'inherit',
        },
      );
      const isOver = new Promise<void>((done) => child.once('exit', () => done()));
      const isSeen = new Promise<void>((done) => {
        const watcher = watch(folder, (_event, name) => {
          if (name === null || !seen(name)) return;
          watcher.close();
          done();
        });
        void isOver.then(() => watcher.close());
      });
      await Promise.race([isSeen, isOver]);
      if (child.exitCode === null) await killAll(child);
    }
    const ask = (line: string) => writeFile(join(packDir, 'requirements.txt'), `${line}\n`);

    /** Updates until that is stopped in its middle, and answers with what was there before: on a busy machine an update may be over before anybody sees it begin. */
    async function stopInMiddle(update: () => Promise<boolean>): Promise<Awaited<ReturnType<typeof tree>>> {
      for (;;) {
        const before = await tree();
        await ask('large==2.0');
        if (await update()) return before;
        await open();
        await ask('large==1.0');
        await python.installRequirements({ packDir, packName: 'A' }, job);
      }
    }

    beforeAll(async () => {
      modules = await bundleModules({ install: runner });
      place = await openPythonPlace();
      packDir = join(place.root, 'base dir');
      site = await sitePackagesOf(place.venvDir);
      bin = join(place.venvDir, 'bin');
      for (const version of ['1.0', '2.0']) await place.index.publish(makeLarge(version));
      await open();
      await ask('large==1.0');
      await python.installRequirements({ packDir, packName: 'A' }, job);
      await unpackWheel({ name: 'tinydep', version: '2.0' }, site);
      scriptDir = join(place.root, 'a pack with a script');
      await mkdir(scriptDir);
      await writeFile(join(scriptDir, 'install.py'), 'pass\n');
    });
    afterAll(() => Promise.all([place.remove(), rm(modules.folder, { recursive: true })]));
    beforeEach(async () => {
      // The commands of the world's own pip are not those that its RECORD names.
      unrecorded = await findUnrecorded(site);
      logged.length = 0;
    });

    it.each([
      ['its first file is there', (name: string) => name === 'large-2.0.dist-info' || name === 'large', () => site],
      ['files of the old version go', () => true, () => join(site, 'large')],
    ])(
      'are as before when an update is killed as %s, without an index',
      { timeout: 300_000 },
      async (_when, seen, folder) => {
        const before = await stopInMiddle(async () => {
          await killWhen(seen, folder());
          return (await readdir(paths.packageJournalDir)).length > 0;
        });
        place.index.faults.set('large', { kind: 'status', status: 503, body: 'down' });
        await open();
        const recovery = await python.recovery.recoverPackages(job);
        expect(await tree()).toEqual(before);
        expect(await findUnrecorded(site)).toEqual(unrecorded);
        expect(await readdir(paths.packageJournalDir)).toEqual([]);
        expect(recovery?.owed).toEqual([]);
        expect(await python.recovery.recoverPackages(job)).toBeNull();
        place.index.faults.clear();
      },
    );

    it('are held where they have moved, and no others are', async () => {
      const keptNames = await readdir(join(paths.desktopDir, 'packages'));
      expect(new Set(keptNames.map((key) => key.split('-')[0]))).toEqual(new Set(['large']));
    });

    it('are as before when the task is cancelled in the middle', async () => {
      const before = await stopInMiddle(async () => {
        const controller = new AbortController();
        const watcher = watch(join(site, 'large'), () => controller.abort());
        const work = python.installRequirements({ packDir, packName: 'A' }, { ...job, signal: controller.signal });
        const refusal = await work.then(
          () => null,
          (error: unknown) => error,
        );
        watcher.close();
        if (refusal !== null) expect(refusal).toMatchObject({ code: 'cancelled' });
        return refusal !== null;
      });
      expect(await tree()).toEqual(before);
      expect(await readdir(paths.packageJournalDir)).toEqual([]);
    });

    /** Lets `damage` happen in the middle of a change, and ends it as a crash does: nobody comes back to it. */
    async function crashIn(damage: () => Promise<void>): Promise<void> {
      const abandoned = python;
      await new Promise<void>((done, failed) => {
        void abandoned
          .withinOneChange('a test', job, async () => {
            await abandoned.runInstallScript({ packDir: scriptDir, packName: 'B' }, job);
            await damage();
            done();
            await new Promise(() => undefined);
          })
          .catch(failed);
      });
      await open();
    }
    const info = () => join(site, 'tinydep-2.0.dist-info');

    const damages = [
      ['a folder that pip had moved aside', () => rename(join(site, 'tinydep'), join(site, '~inydep'))],
      ['a missing INSTALLER', () => rm(join(info(), 'INSTALLER'))],
      ['a missing RECORD', () => rm(join(info(), 'RECORD'))],
      ['missing files', () => rm(join(site, 'tinydep'), { recursive: true })],
      [
        'a file of half its length',
        () =>
          writeFile(join(site, 'tinydep/__init__.py.new'), '').then(async () => {
            await rm(join(site, 'tinydep/__init__.py'));
            await rename(join(site, 'tinydep/__init__.py.new'), join(site, 'tinydep/__init__.py'));
          }),
      ],
      [
        'a package that is gone',
        async () => {
          await rm(join(site, 'tinydep'), { recursive: true });
          await rm(info(), { recursive: true });
        },
      ],
      [
        'a second record',
        () =>
          rm(join(site, 'tinydep'), { recursive: true })
            .then(() => unpackWheel({ name: 'tinydep', version: '1.0' }, site))
            .then(() => rm(join(site, 'tinydep-1.0.dist-info/RECORD'))),
      ],
      ['a package that came', () => unpackWheel({ name: 'new-one', version: '1.0' }, site)],
      ['the beginning of a package', () => writeFile(join(site, 'begun.py'), 'x = 1\n')],
    ] as const;

    // The way back asks no tool here.
    it.each(damages.slice(0, tool === 'uv' ? damages.length : 1))('are as before after %s', async (_what, damage) => {
      const before = await tree();
      await crashIn(damage);
      await python.recovery.recoverPackages(job);
      expect(await tree()).toEqual(before);
      expect(await findUnrecorded(site)).toEqual(unrecorded);
    });

    it(
      'come from the index where the store is lost, are owed while it is down, and are tried again',
      { timeout: 300_000 },
      async () => {
        const before = await python.listPackages();
        place.index.faults.set('tinydep', { kind: 'status', status: 503, body: 'down' });
        await crashIn(async () => {
          await rm(join(paths.desktopDir, 'packages'), { recursive: true });
          await rm(join(site, 'tinydep/__init__.py'));
        });
        // What uv has kept counts as lost as well.
        process.env['UV_CACHE_DIR'] = join(place.root, 'an empty cache');
        process.env['PIP_RETRIES'] = '0';
        try {
          expect((await python.recovery.recoverPackages(job))?.owed).toMatchObject([
            { name: 'tinydep', version: '2.0' },
          ]);
          expect(await python.recovery.owedPackages()).toEqual([{ name: 'tinydep', version: '2.0' }]);
          await open();
          expect((await python.recovery.recoverPackages(job))?.owed).toHaveLength(1);
          place.index.faults.clear();
          await open();
          expect(await python.recovery.recoverPackages(job)).toEqual({
            restored: ['tinydep 2.0'],
            removed: [],
            cleared: 0,
            owed: [],
          });
          expect(await python.recovery.owedPackages()).toEqual([]);
          expect(await python.listPackages()).toEqual(before);
          expect(await findUnrecorded(site)).toEqual(unrecorded);
        } finally {
          delete process.env['UV_CACHE_DIR'];
          delete process.env['PIP_RETRIES'];
        }
      },
    );
  },
);
