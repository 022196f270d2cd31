import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('install');
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

const install = (id: string, version?: string, more?: Parameters<typeof installOf>[2]) =>
  place.packs.install(installOf(id, version, more), startRun(place));

describe('installing from the registry', () => {
  it('puts the latest version in place with .tracking, mode bits aside exactly the archive', async () => {
    expect(await install('Demo-Upscaler')).toMatchObject({ status: 'done', message: 'Installed Demo-Upscaler 1.2.0.' });
    const names = readFileSync(place.pathOf('Demo-Upscaler', '.tracking'), 'utf8').split('\n');
    expect(names).toContain('js/demo_upscaler.js');
    expect(names).toContain('pyproject.toml');
    for (const name of names) expect(existsSync(place.pathOf('Demo-Upscaler', name))).toBe(true);
    expect(await place.packs.installed()).toEqual({
      'Demo-Upscaler': { ver: '1.2.0', cnr_id: 'Demo-Upscaler', aux_id: null, enabled: true },
    });
  });

  it('takes the spelling of the registry when asked in another letter case', async () => {
    await install('DEMO-upscaler', '1.0.0');
    expect(Object.keys(await place.packs.installed())).toEqual(['Demo-Upscaler']);
    expect(existsSync(place.pathOf('Demo-Upscaler'))).toBe(true);
  });

  it('installs requirements, and install.py runs in the final place', async () => {
    await install('tidy-latents');
    expect((await place.python.listPackages()).has('tinydep')).toBe(true);
    await install('install-note');
    expect(readFileSync(place.pathOf('install-note', 'installed.txt'), 'utf8')).toContain('python');
  });

  it('leaves requirements and install.py out when asked to', async () => {
    await install('install-note', 'latest', { skip_post_install: true });
    expect(existsSync(place.pathOf('install-note', 'installed.txt'))).toBe(false);
    expect(await install('broken-requirement', 'latest', { skip_post_install: true })).toMatchObject({
      status: 'done',
    });
  });

  it('does nothing when the version is active already', async () => {
    await install('Demo-Upscaler', '1.1.0');
    const before = place.fingerprint();
    expect(await install('Demo-Upscaler', '1.1.0')).toMatchObject({
      status: 'done',
      message: expect.stringContaining('already'),
    });
    expect(place.fingerprint()).toBe(before);
  });

  it('switches versions, drops old files, keeps added ones and what only looks like them elsewhere', async () => {
    await install('Demo-Upscaler', '1.0.0');
    await writeFile(place.pathOf('Demo-Upscaler', 'mine.json'), '{}');
    await mkdir(place.pathOf('Demo-Upscaler', 'js', 'own'), { recursive: true });
    await writeFile(place.pathOf('Demo-Upscaler', 'js', 'own', 'x.js'), 'x');
    await writeFile(place.pathOf('js'), 'a file of the root that a careless switch would delete');
    const tracking = place.pathOf('Demo-Upscaler', '.tracking');
    await writeFile(tracking, `${readFileSync(tracking, 'utf8')}\nold.py\n../js\n/etc/hostname`);
    await writeFile(place.pathOf('Demo-Upscaler', 'old.py'), '');
    await install('Demo-Upscaler', '1.2.0');
    expect(await place.packs.installed()).toMatchObject({ 'Demo-Upscaler': { ver: '1.2.0' } });
    expect(readFileSync(place.pathOf('Demo-Upscaler', 'mine.json'), 'utf8')).toBe('{}');
    expect(readFileSync(place.pathOf('Demo-Upscaler', 'js', 'own', 'x.js'), 'utf8')).toBe('x');
    expect(existsSync(place.pathOf('Demo-Upscaler', 'old.py'))).toBe(false);
    expect(existsSync(place.pathOf('js'))).toBe(true);
    expect(existsSync('/etc/hostname')).toBe(true);
  });

  it('enables a disabled copy of the wanted version and puts the active one away', async () => {
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.1.0', { disabled: true });
    place.world.forgetRequests();
    await install('Demo-Upscaler', '1.1.0');
    expect(place.world.requests().filter(({ path }) => path.startsWith('/cdn'))).toEqual([]);
    expect(await place.packs.installed()).toMatchObject({ 'Demo-Upscaler': { ver: '1.1.0', enabled: true } });
    expect(existsSync(place.pathOf('.disabled', 'Demo-Upscaler@1_0_0'))).toBe(true);
  });

  it('puts an active nightly away, and a nightly puts the registry version away', async () => {
    await install('Demo-Upscaler', 'nightly');
    await install('Demo-Upscaler', '1.1.0');
    expect(existsSync(place.pathOf('.disabled', 'Demo-Upscaler@nightly', '.git'))).toBe(true);
    expect(await place.packs.installed()).toMatchObject({ 'Demo-Upscaler': { ver: '1.1.0', enabled: true } });
    await install('Demo-Upscaler', 'nightly');
    expect(existsSync(place.pathOf('.disabled', 'Demo-Upscaler@1_1_0'))).toBe(true);
    expect(existsSync(place.pathOf('Demo-Upscaler', '.git'))).toBe(true);
  });

  it('refuses a folder that is something else', async () => {
    await mkdir(place.pathOf('Demo-Upscaler'));
    await writeFile(place.pathOf('Demo-Upscaler', 'own.py'), '');
    const before = place.fingerprint();
    await expect(install('Demo-Upscaler')).rejects.toMatchObject({ code: 'pack-exists' });
    expect(place.fingerprint()).toBe(before);
  });
});

describe('installing from git', () => {
  it('clones a nightly under its id, with the address of github.com and .cnr-id', async () => {
    await install('wired-shapes');
    expect(readFileSync(place.pathOf('wired-shapes', '.git', '.cnr-id'), 'utf8')).toBe('wired-shapes');
    expect(readFileSync(place.pathOf('wired-shapes', '.git', 'config'), 'utf8')).toContain(
      'https://github.com/adaquill/ComfyUI-Wired-Shapes',
    );
    const ver = await place.world.git.hashOf('adaquill', 'ComfyUI-Wired-Shapes');
    expect(await place.packs.installed()).toEqual({
      'wired-shapes': { ver, cnr_id: 'wired-shapes', aux_id: 'adaquill/ComfyUI-Wired-Shapes', enabled: true },
    });
  });

  it('takes owner/repo, an address, the catalogue, submodules, tags, branches and commits', async () => {
    await install('adaquill/ComfyUI-Paper-Lantern', 'nightly');
    expect(existsSync(place.pathOf('ComfyUI-Paper-Lantern', '.git'))).toBe(true);
    await install('ComfyUI-Nested-Boxes', 'nightly');
    expect(existsSync(place.pathOf('ComfyUI-Nested-Boxes', 'vendor', 'box-shapes'))).toBe(true);
    const first = await place.world.git.hashOf('adaquill', 'Prompt-Garden', 'master~1');
    await install('https://github.com/adaquill/Prompt-Garden.git', first);
    expect(await place.packs.installed()).toMatchObject({ 'prompt-garden': { ver: first } });
    await install('https://github.com/adaquill/Prompt-Garden', 'nightly');
    expect(await place.packs.installed()).toMatchObject({
      'prompt-garden': { ver: await place.world.git.hashOf('adaquill', 'Prompt-Garden') },
    });
  });

  it('clones the repository that an address names while the registry is away, and says so; an id alone waits for it', async () => {
    const address = 'https://github.com/adaquill/ComfyUI-Tidy-Latents';
    await place.catalogue.load('remote');
    await place.world.registry.goDown();
    try {
      await expect(install('tidy-latents')).rejects.toMatchObject({ code: 'network-failed' });
      await expect(install(address, '1.2.0')).rejects.toMatchObject({ code: 'network-failed' });
      const run = startRun(place);
      expect(await place.packs.install(installOf(address, 'latest'), run)).toMatchObject({ status: 'done' });
      expect(run.warnings).toEqual([expect.stringContaining('The registry does not answer')]);
    } finally {
      await place.world.registry.comeUp();
    }
    const ver = await place.world.git.hashOf('adaquill', 'ComfyUI-Tidy-Latents');
    expect(await place.packs.installed()).toMatchObject({ 'tidy-latents': { ver, cnr_id: 'tidy-latents' } });
  });

  it('gives a nightly its registry id on a machine that has never read the catalogue', async () => {
    await install('tidy-latents', 'nightly', {
      repository: 'https://github.com/adaquill/ComfyUI-Tidy-Latents',
      channel: 'dev',
    });
    expect(readFileSync(place.pathOf('tidy-latents', '.git', '.cnr-id'), 'utf8')).toBe('tidy-latents');
  });

  it('asks the policy for what the address is', async () => {
    await place.config.set({ security_level: 'normal', allow_git_url_install: false });
    await expect(
      install('stranger', 'nightly', { repository: 'https://github.com/stranger/pack' }),
    ).rejects.toMatchObject({
      code: 'policy-denied',
      details: { operation: 'install-git-url' },
    });
    await expect(
      install('Demo-Upscaler', 'nightly', { repository: 'https://github.com/stranger/pack' }),
    ).rejects.toMatchObject({
      code: 'policy-denied',
    });
    expect(
      await install('Demo-Upscaler', 'nightly', { repository: 'https://github.com/adaquill/Demo-Upscaler' }),
    ).toMatchObject({
      status: 'done',
    });
    await place.config.set({ security_level: 'strong' });
    await expect(install('tidy-latents')).rejects.toMatchObject({
      code: 'policy-denied',
      details: { operation: 'install-registry' },
    });
  });

  it('copies the single file of a copy entry', async () => {
    const address = 'https://github.com/adaquill/lone_file_demo/raw/master/lone_file_demo.py';
    await place.config.set({ allow_git_url_install: false });
    await install('lone_file_demo', 'nightly', { files: [address] });
    expect(readFileSync(place.pathOf('lone_file_demo.py'), 'utf8')).toContain('LoneFileNode');
    expect((await place.packs.list()).map((pack) => [pack.key, pack.source])).toEqual([['lone_file_demo.py', 'file']]);
  });

  it('never touches ComfyUI-Manager', async () => {
    await expect(install('ltdrdata/ComfyUI-Manager', 'nightly')).rejects.toMatchObject({ code: 'pack-protected' });
  });

  it('flagged versions need the policy', async () => {
    const run = startRun(place);
    const authorised: string[] = [];
    const authorise = (operation: string) => void authorised.push(operation);
    await place.packs.install(installOf('watched-pack', '1.1.0'), { job: run.job, authorise });
    expect(authorised).toContain('install-flagged');
  });
});
