import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel } from '../../../../e2e/world/wheel';
import type { PackagePlan } from '../../../contract/python/package-plan';
import { unwatchedJob } from '../../../base/async/job';
import { noConsent } from '../plan/consent';
import type { PlanRequest } from '../plan/planner';
import type { Python } from '../python';
import { openPythonPlace, openTestPython, type PythonPlace } from './python-place';
import { saying } from '../../../base/testing/saying';
import { asking, changesOf, testBuilds } from './plans-of-builds';

const startState: Record<string, string> = { torch: '2.7.1', torchvision: '0.22.1', numpy: '1.26.4', pillow: '11.0.0' };
const conflictA = { name: 'conflict-a', version: '1.0', requires: ['numpy<2'] };

/** For tests only: what a plan must say, whichever tool is asked. */
export function describePlans(tool: 'uv' | 'pip'): void {
  describe(`plans with ${tool}`, () => {
    let place: PythonPlace;
    let python: Python;
    let packs: string;

    beforeAll(async () => {
      place = await openPythonPlace();
      await place.index.publish({ name: 'wants-old-torch', version: '1.0', requires: ['torch==2.6.0'] });
    });
    afterAll(() => place.remove());
    beforeEach(async () => {
      const site = await sitePackagesOf(place.venvDir);
      for (const name of await readdir(site))
        if (!/^(pip|uv)(-.*)?$/.test(name)) await rm(join(site, name), { recursive: true });
      for (const [name, version] of Object.entries(startState)) await unpackWheel({ name, version }, site);
      const baseDir = join(place.root, 'base dir');
      packs = join(baseDir, 'custom_nodes');
      await rm(packs, { recursive: true, force: true });
      ({ python } = await openTestPython(place, { baseDir, tool }));
    });

    const enable = async (name: string, requirements: string): Promise<void> => {
      await mkdir(join(packs, name), { recursive: true });
      await writeFile(join(packs, name, 'requirements.txt'), requirements);
    };
    const install = async (...specs: { name: string; version: string; requires?: string[] }[]): Promise<void> => {
      for (const spec of specs) await unpackWheel(spec, await sitePackagesOf(place.venvDir));
    };
    const plan = (request: Partial<PlanRequest>): Promise<PackagePlan> => {
      const nothing = { packs: [], packages: [], remove: [], leavingDirs: [], leaveOut: [] };
      return python.plan({ ...nothing, ...request }, new AbortController().signal);
    };
    const pagesOf = (name: string): number =>
      place.index.requests().filter(({ path }) => path === `/simple/${name}/`).length;

    it('says what comes, from which file, and who asks for it, and changes nothing', async () => {
      const before = await python.listPackages();
      const found = await plan({ packs: asking('tinydep>=1', 'cvlib') });
      expect(found).toMatchObject({ outcome: 'changes', tool, torch: { from: '2.7.1', to: '2.7.1' }, touches: [] });
      expect(changesOf(found)).toEqual(['added cvlib - 4.8', 'added tinydep - 2.0']);
      expect(found.changes.map(({ form, askedBy }) => [form, askedBy])).toEqual([
        ['wheel', [{ by: 'New Pack', line: 'cvlib' }]],
        ['wheel', [{ by: 'New Pack', line: 'tinydep>=1' }]],
      ]);
      if (tool === 'uv') expect(found).toMatchObject({ bytes: expect.any(Number), unknownSizes: 0, notes: [] });
      else
        expect(found).toMatchObject({
          bytes: null,
          unknownSizes: 2,
          notes: [saying('pip does not report the sizes of files.')],
        });
      expect(await python.listPackages()).toEqual(before);
      expect((await plan({ packs: asking('tinydep>=1', 'cvlib') })).plan_id).toBe(found.plan_id);
    });

    it('says before that two builds of one module would lie on top of each other', async () => {
      await install({ name: 'opencv-python', version: '4.9.0', requires: ['numpy>=1.26'] });
      const { notes } = await plan({ packs: asking('opencv-contrib-python-headless') });
      expect(notes).toContainEqual(saying('opencv-contrib-python-headless has the same files as opencv-python'));
    });

    it('asks nobody when all is met', async () => {
      place.index.forgetRequests();
      expect(await plan({ packs: asking('numpy<2', 'pillow') })).toMatchObject({ outcome: 'nothing', changes: [] });
      expect(place.index.requests()).toEqual([]);
    });

    it('names what moves under which pack', async () => {
      await enable('Impact', 'numpy\n');
      const found = await plan({ packs: asking('numpy>=2') });
      expect(changesOf(found)).toEqual(['up numpy 1.26.4 2.0.0']);
      expect(found.touches).toEqual([{ pack: 'Impact', packages: ['numpy'] }]);
      expect(found.changes[0]).toMatchObject({ isMajor: true, isHardware: false });
    });

    it('refuses what takes a package away from under another pack, with the two sides and the ways out', async () => {
      await enable('Impact', 'numpy<2\npillow\n');
      await enable('Quiet', 'pillow\n');
      const found = await plan({ packs: asking('numpy>=2', 'tinydep') });
      expect(found).toMatchObject({ outcome: 'impossible', changes: [], conflict: { package: 'numpy' } });
      expect(found.conflict?.sides).toEqual([
        { name: 'Impact', kind: 'pack', asks: ['numpy<2'] },
        { name: 'New Pack', kind: 'candidate', asks: ['numpy>=2'] },
      ]);
      expect(found.waysOut).toEqual([
        { kind: 'disable', pack: 'Impact' },
        { kind: 'leave-out', pack: 'New Pack', line: 'numpy>=2' },
      ]);
      const without = await plan({ packs: asking('numpy>=2', 'tinydep'), leavingDirs: [join(packs, 'Impact')] });
      expect(changesOf(without)).toEqual(['up numpy 1.26.4 2.0.0', 'added tinydep - 2.0']);
      const leftOut = await plan({ packs: asking('numpy>=2', 'tinydep'), leaveOut: ['numpy>=2'] });
      expect(changesOf(leftOut)).toEqual(['added tinydep - 2.0']);
    });

    it('asks the index no more than a plan does to say what would help', async () => {
      await enable('Impact', 'numpy<2\npillow\n');
      await enable('Quiet', 'pillow\n');
      place.index.forgetRequests();
      const { waysOut } = await plan({ packs: asking('numpy>=2', 'tinydep') });
      expect(waysOut).toHaveLength(2);
      // One that only adds, and one with everybody. pip has no cache that answers alone.
      if (tool === 'uv') expect(pagesOf('numpy')).toBe(2);
      const sources = ['source-one', 'source-two', 'source-three'];
      const marker = join(place.root, 'never built');
      for (const name of sources) await place.index.publishSource({ name, version: '1.0', marker });
      place.index.forgetRequests();
      const { unbuilt } = await plan({ packs: asking('tinydep', ...sources) });
      expect(unbuilt).toHaveLength(3);
      // The same two, and the last one, which has an answer.
      if (tool === 'uv') expect(pagesOf('tinydep')).toBe(3);
    });

    it('does not resolve again what was approved while nothing has changed', async () => {
      const packDir = join(place.root, 'a new pack');
      await mkdir(packDir, { recursive: true });
      await writeFile(join(packDir, 'requirements.txt'), 'cvlib\ntinydep>=1\n');
      const found = await plan({ packs: asking('cvlib', 'tinydep>=1') });
      place.index.forgetRequests();
      const consent = { ...noConsent, planId: found.plan_id };
      await python.installRequirements({ packDir, packName: 'New Pack', consent }, unwatchedJob());
      expect(Object.fromEntries(await python.listPackages())).toMatchObject({ cvlib: '4.8', tinydep: '2.0' });
      // The page is read once more for the installation itself.
      expect(pagesOf('cvlib')).toBe(1);
    });

    it('follows what packages need of each other', async () => {
      await install(conflictA);
      await enable('Deep', 'conflict-a\n');
      for (const name of ['A', 'B', 'C', 'D', 'E']) await enable(name, 'pillow\nnumpy\n');
      const found = await plan({ packs: asking('conflict-b') });
      expect(found.conflict?.sides.map(({ name }) => name)).toEqual(['Deep', 'New Pack']);
    });

    it('keeps what somebody installed by hand', async () => {
      await install(conflictA);
      const found = await plan({ packs: asking('conflict-b') });
      expect(found.conflict?.sides.map(({ kind }) => kind)).toEqual(['own', 'candidate']);
      expect(found.waysOut.map(({ kind }) => kind)).toEqual(['leave-out', 'new-environment']);
    });

    it('never moves torch, and says that a new environment would do', async () => {
      const found = await plan({ packs: asking('wants-old-torch') });
      expect(found).toMatchObject({ outcome: 'impossible', conflict: { package: 'torch' } });
      expect(found.conflict?.sides.map(({ kind }) => kind)).toEqual(['protected', 'candidate']);
      expect(found.waysOut).toContainEqual({ kind: 'new-environment' });
    });

    it('keeps what the policy keeps, says what would move without it, and offers to do as asked', async () => {
      const newest = await plan({ packs: asking('numpy>=2', 'tinydep'), policy: 'no-downgrade' });
      expect(changesOf(newest)).toEqual(['up numpy 1.26.4 2.0.0', 'added tinydep - 2.0']);
      const only = await plan({ packs: asking('numpy>=2', 'tinydep'), policy: 'only-new' });
      expect(only.conflict?.sides).toEqual([
        { name: 'the requirement policy', kind: 'policy', asks: ['numpy==1.26.4'] },
        { name: 'New Pack', kind: 'candidate', asks: ['numpy>=2'] },
      ]);
      expect(only.policy).toEqual({ name: 'only-new', keptBack: [{ name: 'numpy', from: '1.26.4', to: '2.0.0' }] });
      expect(only.waysOut.map(({ kind }) => kind)).toEqual(['as-asked', 'leave-out', 'new-environment']);
      await place.index.publish({ name: 'pillow', version: '10.0.0' });
      const down = await plan({ packs: asking('pillow<11'), policy: 'no-downgrade' });
      expect(down.conflict?.sides.map(({ kind, asks }) => [kind, asks])).toEqual([
        ['policy', ['pillow>=11.0.0']],
        ['candidate', ['pillow<11']],
      ]);
      // What a person names is wanted, and what others bring with it is held all the same.
      expect(changesOf(await plan({ packages: ['numpy>=2'], policy: 'only-new' }))).toEqual(['up numpy 1.26.4 2.0.0']);
      // Of two versions the one that leaves things alone is taken, and what it saved is told.
      await place.index.publish({ name: 'two-ways', version: '2.0', requires: ['numpy>=2'] });
      await place.index.publish({ name: 'two-ways', version: '1.0', requires: ['numpy'] });
      const older = await plan({ packs: asking('two-ways'), policy: 'only-new' });
      const free = await plan({ packs: asking('two-ways') });
      const moved = free.changes.flatMap(({ name, from }) => (from === null ? [] : [name]));
      expect([changesOf(older), older.policy.keptBack.map(({ name }) => name)]).toEqual([
        ['added two-ways - 1.0'],
        moved,
      ]);
    });

    it('names the optional group that cannot live with others, and what is left without it', async () => {
      await enable('Impact', 'numpy<2\n');
      const lines = [
        { text: 'tinydep', source: 'a test' },
        { text: 'numpy>=2', source: 'pyproject.toml [newest]' },
        { text: 'cvlib', source: 'pyproject.toml [video]' },
      ];
      const found = await plan({ packs: [{ name: 'New Pack', lines }] });
      expect(found.conflict?.sides.map(({ name }) => name)).toEqual(['Impact', 'New Pack [newest]']);
      expect(found.waysOut).toContainEqual({
        ...{ kind: 'without-group', pack: 'New Pack', group: 'newest', others: ['video'] },
      });
      const rest = await plan({
        packs: [{ name: 'New Pack', lines: lines.filter(({ text }) => text !== 'numpy>=2') }],
      });
      expect(rest.changes.map(({ name, askedBy }) => [name, askedBy[0]?.by])).toEqual([
        ['cvlib', 'New Pack [video]'],
        ['tinydep', 'New Pack'],
      ]);
    });

    it('leaves alone what is not met already, and says so', async () => {
      await enable('Broken', 'numpy>=2\nno-such-package\n');
      const found = await plan({ packs: asking('tinydep') });
      expect(changesOf(found)).toEqual(['added tinydep - 2.0']);
      expect(found.unmet).toEqual([
        { by: 'Broken', line: 'numpy>=2', installed: '1.26.4', isOld: true },
        { by: 'Broken', line: 'no-such-package', installed: null, isOld: true },
      ]);
    });

    it('brings what is missing in the version that another pack waits for, as far as that suits both', async () => {
      await enable('Waits', 'tinydep<2\n');
      expect(changesOf(await plan({ packs: asking('tinydep') }))).toEqual(['added tinydep - 1.0']);
      expect(changesOf(await plan({ packs: asking('tinydep>=2') }))).toEqual(['added tinydep - 2.0']);
    });

    it('plans what all that is enabled needs', async () => {
      await enable('One', 'tinydep<2\n');
      await enable('Two', 'cvlib\nnumpy>=2\n');
      const found = await plan({});
      expect(changesOf(found)).toEqual(['added cvlib - 4.8', 'up numpy 1.26.4 2.0.0', 'added tinydep - 1.0']);
      expect(found.unmet).toEqual([]);
    });

    it('lets no line of one pack that nobody can read keep all others from a plan, and says so', async () => {
      await enable('One', 'tinydep<2\n');
      await enable('Odd', 'cvlib<5>=4\n');
      const found = await plan({});
      expect(changesOf(found)).toEqual(['added cvlib - 4.8', 'added tinydep - 1.0']);
      expect(found.notes).toContainEqual(saying('Odd asks for "cvlib<5>=4"'));
    });

    it('takes a package away that nobody needs, and names who needs another', async () => {
      await install({ name: 'tinydep', version: '1.0' });
      await enable('Painter', 'pillow>=9\n');
      expect(changesOf(await plan({ remove: ['TinyDep'] }))).toEqual(['removed tinydep 1.0 -']);
      const found = await plan({ remove: ['Pillow'] });
      expect(found).toMatchObject({ outcome: 'impossible', waysOut: [{ kind: 'disable', pack: 'Painter' }] });
      expect(found.conflict?.sides.map(({ name, asks }) => [name, asks])).toEqual([
        ['Painter', ['pillow>=9']],
        ['your request', ['pillow<0']],
      ]);
    });

    it('brings a package to the version that a person names, also an older one, but never torch', async () => {
      await install({ name: 'transformers', version: '4.50.0' });
      const found = await plan({ packages: ['transformers==4.44.0'] });
      expect(changesOf(found)).toEqual(['down transformers 4.50.0 4.44.0']);
      const torch = await plan({ packages: ['torch==2.6.0'] });
      expect(torch).toMatchObject({ outcome: 'nothing', leftOut: [{ by: 'your request', line: 'torch==2.6.0' }] });
    });

    testBuilds({ ...{ tool, enable, plan }, place: () => place, python: () => python });

    it('says of a name, or a version, that no index has just that, and how to do without it, whichever place it has', async () => {
      const many = ['pillow', 'numpy', 'cvlib', 'safetensors', 'transformers', 'tinydep>=1'];
      const found = await plan({ packs: asking(...many, 'no-such-package') });
      expect(found).toMatchObject({ outcome: 'impossible', conflict: { package: 'no-such-package' } });
      expect(found.conflict?.reason).toBe(
        'The package index has no no-such-package for this Python and system, and New Pack asks for it.',
      );
      expect(found.waysOut).toEqual([{ kind: 'leave-out', pack: 'New Pack', line: 'no-such-package' }]);
      // One resolve finds it; neither who is to blame nor what helps takes another one with it.
      expect(pagesOf('no-such-package')).toBeLessThanOrEqual(2);
      const old = await plan({ packs: asking('pillow', 'gitpython==1') });
      expect(old.conflict?.reason).toContain('The package index has no gitpython==1 ');
      expect(old.waysOut).toEqual([{ kind: 'leave-out', pack: 'New Pack', line: 'gitpython==1' }]);
    }, 120_000);

    it('says in words why nobody can answer', async () => {
      await place.index.goDown();
      await expect(plan({ packs: asking('tinydep<2', 'safetensors') })).rejects.toMatchObject({
        code: 'requirements-failed',
        message: expect.stringContaining('could not be reached'),
      });
      await place.index.comeUp();
    }, 60_000);
  });
}
