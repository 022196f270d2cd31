import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPythonPlace, type PythonPlace } from '../../python/testing/python-place';
import { startRun } from '../../testing/task-run';
import { commitOf, openCodePlace, openCodeContexts, updateTo, type CodePlace } from '../testing/comfy-code';

/** Somebody at the command line, while the requirements of the new version are seen to. */
const byHand = [
  'import subprocess',
  'subprocess.check_call(["git", "checkout", "--quiet", "--force", "-B", "main", "v0.4.0"])',
  '',
].join('\n');
const commits = [
  commitOf('one', { 'requirements.txt': 'tinydep==1.0\n', '.gitignore': 'user/\nvenv/\n' }, ['v0.3.9']),
  commitOf('two', { 'requirements.txt': 'tinydep==2.0\n', 'comfy/new.py': 'B\n', 'install.py': byHand }, ['v0.4.0']),
  commitOf('three', { 'install.py': null }, ['v0.5.0']),
];

describe('a switch whose target somebody checks out by hand meanwhile', () => {
  let env: PythonPlace;
  let place: CodePlace;
  beforeAll(async () => {
    env = await openPythonPlace();
    const settings = { 'python.tool': 'uv', 'python.indexUrl': env.index.indexUrl };
    place = await openCodePlace({ root: env.root, dir: join(env.root, 'base dir'), commits, settings });
    await updateTo(place, { target_version: 'v0.5.0' });
    await updateTo(place, { target_version: 'v0.3.9' });
    await place.git('checkout', '--quiet', '-B', 'main', 'v0.3.9');
    await place.write('main.py', 'print("mine")\n');
    await place.write('comfy/new.py', 'mine\n');
  }, 180_000);
  afterAll(async () => {
    await place.code.close();
    await env.remove();
  });

  it('fails with what it kept, moves nothing, and is in the way of no later one', { timeout: 120_000 }, async () => {
    const work = place.code.update({ target_version: 'v0.4.0' }, startRun(place));
    const failure: unknown = await work.catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'verification-failed',
      message: expect.stringMatching(/Your changes to main\.py are kept as branch[^]*has their versions from before/),
    });
    expect(String(failure)).not.toContain('ComfyUI was put back');
    expect(await place.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
    const desktop = place.paths.desktopDir;
    expect(existsSync(join(desktop, 'comfyui-switch.json'))).toBe(false);
    const names = await readdir(join(desktop, 'kept'), { recursive: true });
    const record = names.find((name) => name.endsWith('comfyui-switch.json')) ?? '';
    expect(JSON.parse(await readFile(join(desktop, 'kept', record), 'utf8'))).toMatchObject({
      packages: { tinydep: '1.0' },
    });
    expect(names.some((name) => name.endsWith(join('comfy', 'new.py')))).toBe(true);
    const branches = await place.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/comfyui-manager-desktop');
    const changes = branches.split('\n').find((name) => name.endsWith('-changes')) ?? '';
    expect(await place.git('show', `${changes}:main.py`)).toBe('print("mine")');
    for (const version of ['v0.3.9', 'v0.5.0']) {
      await updateTo(place, { target_version: version });
      expect(await place.git('describe', '--tags')).toBe(version);
    }
  });
});

describe('a record that cannot be taken back', () => {
  let place: CodePlace;
  beforeEach(async () => {
    place = await openCodePlace();
  });
  afterEach(() => place.remove());
  const recordFile = () => join(place.paths.desktopDir, 'comfyui-switch.json');
  const savedDir = () => join(place.paths.desktopDir, 'kept');

  async function plantStuck(): Promise<void> {
    const commit = await place.git('rev-parse', 'HEAD');
    const gone = '0123456789012345678901234567890123456789';
    const record = {
      ...{ stem: '2026-01-01-000000', step: 'aside', from: { commit: gone, branch: 'main' }, target: commit },
      ...{ branch: { name: 'main', commit: gone }, keptCommits: [], keptChanges: null, movedAside: [], missing: [] },
      packages: { numpy: '1.26.4' },
    };
    await writeFile(recordFile(), JSON.stringify(record));
  }

  it('is set aside and told, and the change goes on', async () => {
    await plantStuck();
    const run = startRun(place);
    await place.code.update({ target_version: 'v0.3.10' }, run);
    expect(await place.git('describe', '--tags')).toBe('v0.3.10');
    const file = join(savedDir(), '2026-01-01-000000', 'comfyui-switch.json');
    expect(run.warnings.join(' ')).toContain('ComfyUI did not return to 0123456');
    expect(run.warnings.join(' ')).toContain(`${file} has their versions from before`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ packages: { numpy: '1.26.4' } });
    expect(existsSync(recordFile())).toBe(false);
  });

  it.each([
    ['unreadable', () => writeFile(recordFile(), '{"stem": "2026-01-01-0000')],
    ['stuck', plantStuck],
  ])('is set aside at a start too when it is %s, and the next change tells it', async (_what, plant) => {
    await plant();
    const areas = await openCodeContexts(place.dir, {});
    await areas.code.recover();
    expect(existsSync(recordFile())).toBe(false);
    const run = startRun(areas);
    await areas.code.update({ target_version: 'v0.3.10' }, run);
    expect(run.warnings.join(' ')).toContain('comfyui-switch.json');
    const again = startRun(areas);
    await areas.code.update({ target_version: 'v0.3.9' }, again);
    expect(again.warnings).toEqual([]);
    await areas.code.close();
  });
});
